// The fold of one partition in memory: stations by key, their rows, what changed since last asked.

import type { EventCodec, LogRecord, RecordBatch } from '../log/port.ts';
import type { Fold, StationFold } from '../processors/fold.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { RowBuffer, StationRows } from './row-buffer.ts';

export interface PartitionFold {
  readonly partition: number;
  /** Offset of the first record not folded in yet. */
  nextOffset(): number;
  /** When the gateway saw the last event folded in; 0 before the first. */
  lastRecordedAt_ms(): number;
  /** Folds records `from` up to `to` of a batch; those before `nextOffset` are skipped. */
  take(batch: RecordBatch, slice: { readonly from: number; readonly to: number }): void;
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
  const { fold, codec, partition, buffer } = options;
  const hold = (key: string, station: StationFold): Held => ({
    key,
    station,
    rows: buffer.station(),
    changed: false,
  });
  const stations = new Map([...options.stations].map(([key, known]) => [key, hold(key, known)]));
  let next = options.nextOffset;
  let recordedAt_ms = 0;
  let changed: Held[] = [];
  const one = (record: LogRecord): void => {
    if (record.offset < next) return;
    const event = codec.decode(record.value);
    next = record.offset + 1;
    recordedAt_ms = Math.floor(event.recordedAt / 1000);
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
  return {
    partition,
    nextOffset: () => next,
    lastRecordedAt_ms: () => recordedAt_ms,
    take: ({ records }, { from, to }) => {
      for (let i = from; i < to; i++) {
        const record = records[i];
        if (record !== undefined) one(record);
      }
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
