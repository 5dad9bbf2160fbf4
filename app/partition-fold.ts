// The fold of one partition in memory: stations by key, their rows, what changed since last asked.

import type { EventCodec, LogRecord, RecordBatch } from '../log/port.ts';
import type { Fold, StationFold } from '../processors/fold.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { RowBuffer, StationRows } from './row-buffer.ts';
import { fingerprintOf, isPoison, setAside } from './set-aside.ts';

export interface PartitionFold {
  readonly partition: number;
  /** Offset of the first record not folded in yet. */
  nextOffset(): number;
  /** When the gateway saw the last event folded in; 0 before the first. */
  lastRecordedAt_ms(): number;
  /**
   * Folds a batch, at most `turn` records a turn, and yields how many after each; records before
   * `nextOffset` are skipped. The events of a station follow one another, whatever lies between
   * them in the log: what one makes and the next replaces is then gone before it is ever copied.
   * `nextOffset` moves with the last turn; what was stored before that is folded again harmlessly,
   * for a station passes over the events that it has folded.
   */
  turns(batch: RecordBatch, turn: number): Iterable<number>;
  /** Fingerprint of the last record folded in; empty before the first. */
  lastRecord(): string;
  /** Events that could not be folded and were set aside, since the start. */
  setAside(): number;
  /** Stations changed since the last call, by key. */
  changed(): readonly (readonly [key: string, station: StationFold])[];
}

export interface PartitionFoldOptions {
  readonly fold: Fold;
  readonly codec: EventCodec<OcppEvent>;
  readonly partition: number;
  readonly nextOffset: number;
  readonly stations: ReadonlyMap<string, StationFold>;
  /** Where rows go as they are made. */
  readonly buffer: RowBuffer;
}

/** A station as held in memory. */
interface Held {
  readonly key: string;
  readonly rows: StationRows;
  station: StationFold;
  changed: boolean;
}

export const partitionFold = (options: PartitionFoldOptions): PartitionFold => {
  const { fold, partition, buffer } = options;
  const hold = (key: string, station: StationFold): Held => ({
    key,
    station,
    rows: buffer.station(),
    changed: false,
  });
  const stations = new Map([...options.stations].map(([key, known]) => [key, hold(key, known)]));
  let next = options.nextOffset;
  let recordedAt_ms = 0;
  let lastValue: Uint8Array | null = null;
  let changed: Held[] = [];
  const one = (record: LogRecord, event: OcppEvent): void => {
    const known = stations.get(record.key);
    const before = known?.station ?? fold.initial;
    const folded = fold.step(before, event, record.offset);
    if (folded.station === before) return;
    const held = known ?? hold(record.key, before);
    if (known === undefined) stations.set(record.key, held);
    held.station = folded.station;
    if (!held.changed) changed.push(held);
    held.changed = true;
    const position = { partition, offset: record.offset };
    for (const row of folded.rows) buffer.add(held.rows, row, position);
  };
  const { attempt, events: setAsideEvents } = guarded(options, one);
  return {
    partition,
    nextOffset: () => next,
    lastRecordedAt_ms: () => recordedAt_ms,
    lastRecord: () => (lastValue === null ? '' : fingerprintOf(lastValue)),
    setAside: setAsideEvents,
    *turns({ records }, turn) {
      const fresh = records.filter(({ offset }) => offset >= next);
      const last = fresh.at(-1);
      let lastAt_ms = recordedAt_ms;
      let folded = 0;
      for (const record of byStation(fresh)) {
        const event = attempt(record);
        if (record === last && event !== null) lastAt_ms = Math.floor(event.recordedAt / 1000);
        folded += 1;
        if (folded === turn) {
          yield folded;
          folded = 0;
        }
      }
      if (last === undefined) return;
      next = last.offset + 1;
      recordedAt_ms = lastAt_ms;
      lastValue = last.value;
      yield folded;
    },
    changed: () => {
      const taken = changed.map((held) => {
        held.changed = false;
        return [held.key, held.station] as const;
      });
      changed = [];
      return taken;
    },
  };
};

/** Folds a record, or sets it aside with the error: one bad event must not stop a partition. */
const guarded = (
  { codec, buffer, partition }: PartitionFoldOptions,
  fold: (record: LogRecord, event: OcppEvent) => void,
) => {
  const rows = buffer.station();
  let events = 0;
  const attempt = (record: LogRecord): OcppEvent | null => {
    let event: OcppEvent | null = null;
    try {
      event = codec.decode(record.value);
      fold(record, event);
    } catch (thrown) {
      if (!isPoison(thrown)) throw thrown;
      const emission = setAside({ record, event, partition, thrown });
      buffer.add(rows, emission, { partition, offset: record.offset });
      events += 1;
    }
    return event;
  };
  return { attempt, events: () => events };
};

/** The records of a batch station by station, each station's in the order of the log. */
const byStation = function* (records: readonly LogRecord[]): Generator<LogRecord> {
  const stations = new Map<string, LogRecord[]>();
  for (const record of records) {
    const known = stations.get(record.key);
    if (known === undefined) stations.set(record.key, [record]);
    else known.push(record);
  }
  for (const own of stations.values()) yield* own;
};
