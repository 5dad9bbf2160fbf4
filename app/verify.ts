// `laddbok verify`: folds the log afresh in memory and compares it with what the tables hold.

import type { Table } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';
import type { Store, VersionedRow } from '../store/port.ts';
import { canonicalRow, storedRows } from '../store/rows.ts';
import { loadCheckpoints } from './checkpoints.ts';
import { partitionFold } from './partition-fold.ts';
import { type PumpOptions, lineageOf } from './pump.ts';
import { rowBuffer } from './row-buffer.ts';

export interface VerifyOptions extends Omit<PumpOptions, 'logger' | 'batchRecords'> {
  readonly onProgress?: (progress: VerifyProgress) => void;
}

export interface VerifyProgress {
  readonly events: number;
  readonly ofEvents: number;
}

/** One row that is not as the log says. Rows as canonical text; null where there is none. */
export interface Difference {
  readonly table: string;
  readonly key: string;
  readonly expected: string | null;
  readonly stored: string | null;
}

export interface Verdict {
  readonly events: number;
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
  const { log, store, topic, fold } = options;
  const ends = await log.ends(topic);
  const checkpoints = await loadCheckpoints(store, await lineageOf(options), ends);
  const tables = fold.rooms.flatMap((room) => room.tables);
  const total = { events: 0, behind: 0, rows: 0, differences: 0 };
  const shown: Difference[] = [];
  const note = (difference: Difference): void => {
    total.differences += 1;
    if (shown.length < shownDifferences) shown.push(difference);
  };
  const ofEvents = ends.reduce((sum, one) => sum + one.high - one.low, 0);
  for (const { partition, high } of ends) {
    const until = checkpoints.get(partition) ?? 0;
    const expected = await foldAfresh(options, {
      partition,
      until,
      onEvents: (events) => {
        total.events += events;
        options.onProgress?.({ events: total.events, ofEvents });
      },
    });
    total.behind += high - until;
    for (const table of tables) {
      const rows = expected.get(table) ?? new Map<string, VersionedRow>();
      total.rows += rows.size;
      const { set } = options;
      const part = { partition, set, until, rows, exists: existence(options, partition) };
      for await (const difference of compare(store, table, part)) note(difference);
    }
  }
  return { ...total, shown };
};

interface Part {
  readonly partition: number;
  readonly until: number;
  readonly onEvents: (events: number) => void;
}

const foldAfresh = async (
  { log, codec, fold, topic, set, epoch }: VerifyOptions,
  { partition, until, onEvents }: Part,
): Promise<ReadonlyMap<Table, Rows>> => {
  const tables = new Map<Table, Rows>();
  const buffer = rowBuffer();
  const started = { fold, codec, partition, nextOffset: 0, stations: new Map(), buffer };
  const fresh = partitionFold(started);
  const range = { topic, partition, from: 0, to: until, maxRecords: 5_000 };
  for await (const batch of log.scan(range)) {
    for (const _ of fresh.turns(batch, batch.records.length));
    for (const { table, rows } of buffer.take({ set, epoch })) collect(tables, table, rows);
    onEvents(batch.records.length);
  }
  return tables;
};

/** Whether the log has an event at an offset by now; asked again only where it had not. */
const existence = ({ log, topic }: VerifyOptions, partition: number) => {
  let high = 0;
  return async (offset: number): Promise<boolean> => {
    if (offset >= high) {
      const ends = await log.ends(topic);
      high = ends.find((end) => end.partition === partition)?.high ?? 0;
    }
    return offset < high;
  };
};

const collect = (tables: Map<Table, Rows>, table: Table, rows: readonly VersionedRow[]): void => {
  const held = tables.get(table) ?? new Map<string, VersionedRow>();
  tables.set(table, held);
  for (const row of rows) held.set(rowKey(table, row.row), row);
};

interface Compared {
  readonly partition: number;
  readonly set: number;
  readonly until: number;
  readonly rows: Rows;
  readonly exists: (offset: number) => Promise<boolean>;
}

async function* compare(
  store: Store,
  table: Table,
  { partition, until, rows, exists, set }: Compared,
): AsyncGenerator<Difference> {
  for await (const stored of storedRows(store, table, { partition, set })) {
    const key = rowKey(table, stored.row);
    const expected = rows.get(key);
    rows.delete(key);
    if (stored.offset >= until && (await exists(stored.offset))) continue;
    const is = canonicalRow(table, stored);
    const should = expected === undefined ? null : canonicalRow(table, expected);
    if (is !== should) yield { table: table.name, key, expected: should, stored: is };
  }
  for (const [key, missing] of rows) {
    yield { table: table.name, key, expected: canonicalRow(table, missing), stored: null };
  }
}
