// `laddbok verify`: folds the log afresh in memory and compares it with what the tables hold.

import type { Row, Table } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';
import type { StationFold } from '../processors/fold.ts';
import { tableName } from '../store/ddl.ts';
import type { VersionedRow } from '../store/port.ts';
import { loadCheckpoints } from './checkpoints.ts';
import type { Difference } from './compare-rows.ts';
import { compareRows, existence } from './compare-rows.ts';
import { verifyLedger } from './ledger-verify.ts';
import { partitionFold } from './partition-fold.ts';
import { type PumpOptions, lineageOf } from './pump.ts';
import { rowBuffer } from './row-buffer.ts';
import type { Verified, VerifiedMemory } from './verified.ts';

export interface VerifyOptions extends Omit<PumpOptions, 'logger' | 'batchRecords'> {
  /** Whether retention leaves a row in its table; all are left where this is not given. */
  readonly keeps?: (table: Table, row: Row) => boolean;
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Where to remember what was verified. */
  readonly memory?: VerifiedMemory;
  /** Whether to go on from what is remembered, and leave what was verified before alone. */
  readonly sinceLast?: boolean;
}

export interface VerifyProgress {
  readonly events: number;
  readonly ofEvents: number;
}

export interface Verdict {
  readonly events: number;
  /** Events that were verified another time, and were not folded again. */
  readonly before: number;
  /** Events in the log that are not in the tables yet; they were not compared. */
  readonly behind: number;
  readonly rows: number;
  readonly differences: number;
  /** The first differences, at most `shownDifferences`. */
  readonly shown: readonly Difference[];
}

/** Differences that a verdict names; all are counted. */
export const shownDifferences = 100;

type Rows = Map<string, VersionedRow>;

/**
 * Compares partition by partition, so that memory holds the rows of one. Compared is what was
 * folded up to the checkpoint; rows that a running pump made of later events are left alone, rows
 * of events that the log does not have are not.
 */
export const verify = async (options: VerifyOptions): Promise<Verdict> => {
  const { log, store, topic } = options;
  const ends = await log.ends(topic);
  const checkpoints = await loadCheckpoints(store, await lineageOf(options), ends);
  // After the checkpoints: rows that come meanwhile are of events beyond them.
  const held = await heldPartitions(options);
  const total = { events: 0, before: 0, behind: 0, rows: 0, differences: 0 };
  const shown: Difference[] = [];
  const note = (difference: Difference): void => {
    total.differences += 1;
    if (shown.length < shownDifferences) shown.push(difference);
  };
  const ofEvents = ends.reduce((sum, one) => sum + one.high - one.low, 0);
  for (const { partition, low, high } of ends) {
    const until = checkpoints.get(partition) ?? 0;
    const known = await remembered(options, partition, until);
    const since = known ?? { nextOffset: 0, stations: new Map<string, StationFold>() };
    const found = total.differences;
    const { expected, stations } = await foldFrom(options, since, {
      partition,
      until,
      onEvents: (events) => {
        total.events += events;
        options.onProgress?.({ events: total.events + total.before, ofEvents });
      },
    });
    total.before += Math.max(0, since.nextOffset - low);
    total.behind += high - until;
    const part = { partition, until, expected, from: known?.nextOffset ?? null };
    total.rows += await compareTables({ ...options, held, note }, part);
    if (total.differences === found)
      await options.memory?.save(partition, { nextOffset: until, stations });
  }
  if (options.ledger !== undefined) {
    const own = await verifyLedger({ ...options, codec: options.ledger }, note);
    total.events += own.events;
    total.behind += own.behind;
    total.rows += own.rows;
  }
  return { ...total, shown };
};

/** Of each table the partitions that it holds rows of: where none should be either, none is asked. */
const heldPartitions = async ({ store, fold, set }: VerifyOptions): Promise<Held> => {
  const held = new Map<Table, ReadonlySet<number>>();
  for (const table of fold.rooms.flatMap((room) => room.tables)) {
    const sql = `SELECT DISTINCT log_partition AS p FROM ${tableName(table, set)}`;
    const found = await store.query<{ p: number }>({ sql, params: {} });
    held.set(table, new Set(found.map(({ p }) => p)));
  }
  return held;
};

type Held = ReadonlyMap<Table, ReadonlySet<number>>;

interface Compared {
  readonly partition: number;
  readonly until: number;
  readonly expected: ReadonlyMap<Table, Rows>;
  /** The first offset that is compared; null for all. */
  readonly from: number | null;
}

/** Compares every table of a partition; how many rows there should be. */
const compareTables = async (
  options: VerifyOptions & {
    readonly held: Held;
    readonly note: (difference: Difference) => void;
  },
  { partition, until, expected, from }: Compared,
): Promise<number> => {
  const { store, set, keeps, held, note } = options;
  let count = 0;
  for (const [table, partitions] of held) {
    const rows = expected.get(table) ?? new Map<string, VersionedRow>();
    count += rows.size;
    if (rows.size === 0 && !partitions.has(partition)) continue;
    const exists = existence(options, partition);
    const more = { ...(from !== null && { from }), ...(keeps && { keeps }) };
    const part = { partition, set, until, rows, exists, ...more };
    for await (const difference of compareRows(store, table, part)) note(difference);
  }
  return count;
};

/** What to go on from; nothing where tables were put back that end before it. */
const remembered = async (
  { sinceLast, memory }: VerifyOptions,
  partition: number,
  until: number,
): Promise<Verified | null> => {
  const known = sinceLast === true ? await memory?.load(partition) : null;
  return known === null || known === undefined || known.nextOffset > until ? null : known;
};

interface Part {
  readonly partition: number;
  readonly until: number;
  readonly onEvents: (events: number) => void;
}

const foldFrom = async (
  { log, codec, fold, topic, set, epoch }: VerifyOptions,
  { nextOffset, stations }: Verified,
  { partition, until, onEvents }: Part,
) => {
  const expected = new Map<Table, Rows>();
  const buffer = rowBuffer();
  const fresh = partitionFold({ fold, codec, partition, nextOffset, stations, buffer });
  const range = { topic, partition, from: nextOffset, to: until, maxRecords: 5_000 };
  for await (const batch of log.scan(range)) {
    for (const _ of fresh.turns(batch, batch.records.length));
    for (const { table, rows } of buffer.take({ set, epoch })) collect(expected, table, rows);
    onEvents(batch.records.length);
  }
  return { expected, stations: new Map([...stations, ...fresh.changed()]) };
};

const collect = (tables: Map<Table, Rows>, table: Table, rows: readonly VersionedRow[]): void => {
  const held = tables.get(table) ?? new Map<string, VersionedRow>();
  tables.set(table, held);
  for (const row of rows) held.set(rowKey(table, row.row), row);
};
