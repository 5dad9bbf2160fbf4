// The fold of one partition in memory: stations by key, what changed since last asked.

import type { EventCodec, RecordBatch } from '../log/port.ts';
import type { Emission } from '../processors/define.ts';
import type { Fold, StationFold } from '../processors/fold.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';

export interface Position {
  readonly partition: number;
  readonly offset: number;
}

export interface PartitionFold {
  readonly partition: number;
  /** Offset of the first record not folded in yet. */
  nextOffset(): number;
  /** When the gateway saw the last event folded in; 0 before the first. */
  lastRecordedAt_ms(): number;
  /** Events folded in by this process. */
  events(): number;
  /** Folds records `from` up to `to` of a batch; those before `nextOffset` are skipped. */
  take(batch: RecordBatch, slice: { readonly from: number; readonly to: number }): void;
  /** Stations changed since the last call. */
  changed(): ReadonlyMap<string, StationFold>;
}

export interface PartitionFoldOptions {
  readonly fold: Fold;
  readonly codec: EventCodec<OcppEvent>;
  readonly partition: number;
  readonly nextOffset: number;
  readonly stations: Map<string, StationFold>;
  /** Given every row as it is made. */
  readonly onRow: (emission: Emission, position: Position) => void;
}

export const partitionFold = (options: PartitionFoldOptions): PartitionFold => {
  const { fold, codec, partition, stations, onRow } = options;
  let next = options.nextOffset;
  let recordedAt_ms = 0;
  let events = 0;
  let changed = new Map<string, StationFold>();
  const one = (record: RecordBatch['records'][number]): void => {
    if (record.offset < next) return;
    const event = codec.decode(record.value);
    const folded = fold.step(stations.get(record.key) ?? fold.initial, event, record.offset);
    stations.set(record.key, folded.station);
    changed.set(record.key, folded.station);
    const position = { partition, offset: record.offset };
    for (const row of folded.rows) onRow(row, position);
    next = record.offset + 1;
    recordedAt_ms = Math.floor(event.recordedAt / 1000);
    events += 1;
  };
  return {
    partition,
    nextOffset: () => next,
    lastRecordedAt_ms: () => recordedAt_ms,
    events: () => events,
    take: ({ records }, { from, to }) => {
      for (let i = from; i < to; i++) {
        const record = records[i];
        if (record !== undefined) one(record);
      }
    },
    changed: () => {
      const taken = changed;
      changed = new Map();
      return taken;
    },
  };
};
