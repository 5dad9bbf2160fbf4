// `laddbok verify`: folds the log afresh in memory and compares it with what the tables hold.

import type { Row, Table } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';
import type { VersionedRow } from '../store/port.ts';
import { loadCheckpoints } from './checkpoints.ts';
import type { Difference } from './compare-rows.ts';
import { compareRows, existence } from './compare-rows.ts';
import { verifyLedger } from './ledger-verify.ts';
import { partitionFold } from './partition-fold.ts';
import { type PumpOptions, lineageOf } from './pump.ts';
import { rowBuffer } from './row-buffer.ts';

export interface VerifyOptions extends Omit<PumpOptions, 'logger' | 'batchRecords'> {
  /** Whether retention leaves a row in its table; all are left where this is not given. */
  readonly keeps?: (table: Table, row: Row) => boolean;
  readonly onProgress?: (progress: VerifyProgress) => void;
}

export interface VerifyProgress {
  readonly events: number;
  readonly ofEvents: number;
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
      const exists = existence(options, partition);
      const part = {
        partition,
        set,
        until,
        rows,
        exists,
        ...(options.keeps && { keeps: options.keeps }),
      };
      for await (const difference of compareRows(store, table, part)) note(difference);
    }
  }
  if (options.ledger !== undefined) {
    const own = await verifyLedger({ ...options, codec: options.ledger }, note);
    total.events += own.events;
    total.behind += own.behind;
    total.rows += own.rows;
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

const collect = (tables: Map<Table, Rows>, table: Table, rows: readonly VersionedRow[]): void => {
  const held = tables.get(table) ?? new Map<string, VersionedRow>();
  tables.set(table, held);
  for (const row of rows) held.set(rowKey(table, row.row), row);
};
