// Reads and writes how far the fold has come, and refuses tables that another log or fold made.

import type { LogIdentity, PartitionEnds } from '../log/port.ts';
import { AppError } from '../lib/errors.ts';
import { stableId } from '../lib/hash.ts';
import type { Fold, StationFold } from '../processors/fold.ts';
import { foldVersion } from '../processors/fold.ts';
import type { Row } from '../schemas/table.ts';
import type { RowBatch, Store } from '../store/port.ts';
import { tableName } from '../store/ddl.ts';
import { foldCheckpoints, foldState } from './bookkeeping.ts';
import type { PartitionFold } from './partition-fold.ts';

/** What all rows of a set of tables have in common. */
export interface Lineage {
  readonly identity: LogIdentity;
  readonly epoch: number;
  readonly set: number;
  readonly manifest: string;
}

/** Fingerprint of the fold and of the tables it writes. */
export const manifestOf = (fold: Fold): string =>
  stableId(JSON.stringify([foldVersion, fold.rooms.map((room) => [room.name, room.tables])]));

export interface Checkpoint {
  readonly partition: number;
  readonly nextOffset: number;
  /** Fingerprint of the last record folded in; empty before the first. */
  readonly lastRecord: string;
}

interface CheckpointRow {
  readonly [column: string]: string | number;
  readonly fold_partition: number;
  readonly next_offset: string;
  readonly cluster_id: string;
  readonly partitions: number;
  readonly epoch: number;
  readonly manifest: string;
  readonly last_record: string;
}

// Of the set itself, not of the views: those show the set that is served.
const checkpointsSql = (set: number): string => `
  SELECT fold_partition, next_offset, cluster_id, partitions, epoch, manifest, last_record
  FROM ${tableName(foldCheckpoints, set)} FINAL WHERE topic = {topic:String}`;

/** The checkpoints of a topic. Throws where the tables belong to another log or fold. */
export const loadCheckpoints = async (
  store: Pick<Store, 'query'>,
  lineage: Lineage,
  ends: readonly PartitionEnds[],
): Promise<ReadonlyMap<number, number>> => {
  const left = await loadLeftOff(store, lineage, ends);
  return new Map(left.map(({ partition, nextOffset }) => [partition, nextOffset]));
};

/** Where each partition was left off, and what stood there. Throws as `loadCheckpoints` does. */
export const loadLeftOff = async (
  store: Pick<Store, 'query'>,
  lineage: Lineage,
  ends: readonly PartitionEnds[],
): Promise<readonly Checkpoint[]> => {
  const { topic } = lineage.identity;
  const sql = checkpointsSql(lineage.set);
  const rows = await store.query<CheckpointRow>({ sql, params: { topic } });
  for (const row of rows) refuseStrangers(row, lineage, ends);
  return rows.map((row) => ({
    partition: row.fold_partition,
    nextOffset: Number(row.next_offset),
    lastRecord: row.last_record,
  }));
};

const refuseStrangers = (
  row: CheckpointRow,
  { identity, epoch, manifest }: Lineage,
  ends: readonly PartitionEnds[],
): void => {
  const high = ends.find((one) => one.partition === row.fold_partition)?.high ?? 0;
  const differences = [
    [
      row.cluster_id !== identity.clusterId,
      `it was log ${row.cluster_id}, this is ${identity.clusterId}`,
    ],
    [
      row.partitions !== identity.partitions,
      `it had ${row.partitions} partitions, this has ${identity.partitions}`,
    ],
    [row.epoch !== epoch, `they are of epoch ${row.epoch}, LADDBOK_EPOCH is ${epoch}`],
    [
      Number(row.next_offset) > high,
      `partition ${row.fold_partition} was read up to ${row.next_offset}, it ends at ${high}`,
    ],
  ] as const;
  const difference = differences.find(([differs]) => differs)?.[1];
  if (difference !== undefined) throw new AppError('LOG_CHANGED', { difference });
  if (row.manifest !== manifest) {
    throw new AppError('FOLD_CHANGED', { stored: row.manifest, own: manifest });
  }
};

const statesSql = (set: number): string => `
  SELECT station_key, state FROM ${tableName(foldState, set)} FINAL
  WHERE topic = {topic:String} AND fold_partition = {partition:UInt16}`;

/** The states of a partition's stations. */
export const loadStates = async (
  store: Store,
  { identity: { topic }, set }: Pick<Lineage, 'identity' | 'set'>,
  partition: number,
): Promise<Map<string, StationFold>> => {
  const rows = await store.query<{ station_key: string; state: string }>({
    sql: statesSql(set),
    params: { topic, partition },
  });
  return new Map(rows.map((row) => [row.station_key, JSON.parse(row.state) as StationFold]));
};

/** Rows that keep the changed states of a partition. */
export const stateRows = (fold: PartitionFold, lineage: Lineage): RowBatch => ({
  table: foldState,
  set: lineage.set,
  epoch: lineage.epoch,
  rows: fold.changed().map(([station_key, station]) => ({
    partition: fold.partition,
    offset: station.lastOffset,
    row: {
      topic: lineage.identity.topic,
      fold_partition: fold.partition,
      station_key,
      last_offset: station.lastOffset,
      state: JSON.stringify(station),
    } satisfies Row,
  })),
});

/** How far a fold of a partition has come. */
export type FoldedUntil = Pick<
  PartitionFold,
  'partition' | 'nextOffset' | 'lastRecordedAt_ms' | 'lastRecord'
>;

/** The row that says how far a partition has come. */
export const checkpointRow = (fold: FoldedUntil, lineage: Lineage): RowBatch => ({
  table: foldCheckpoints,
  set: lineage.set,
  epoch: lineage.epoch,
  rows: [
    {
      partition: fold.partition,
      offset: fold.nextOffset(),
      row: {
        topic: lineage.identity.topic,
        fold_partition: fold.partition,
        next_offset: fold.nextOffset(),
        last_recorded_at: fold.lastRecordedAt_ms(),
        last_record: fold.lastRecord(),
        cluster_id: lineage.identity.clusterId,
        partitions: lineage.identity.partitions,
        epoch: lineage.epoch,
        manifest: lineage.manifest,
      } satisfies Row,
    },
  ],
});

/** Several batches of one table as one, so that each table gets one insert. */
export const joined = (batches: readonly RowBatch[]): readonly RowBatch[] => {
  const [first] = batches;
  if (first === undefined) return [];
  const rows = batches.flatMap((batch) => batch.rows);
  return rows.length === 0 ? [] : [{ ...first, rows }];
};
