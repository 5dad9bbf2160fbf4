// The ledger's part of `laddbok verify`: its entries read afresh, compared with its tables.

import type { EventCodec, EventLog } from '../log/port.ts';
import { ledgerTopic } from '../log/port.ts';
import { ledgerTables } from '../processors/ledger/table.ts';
import type { LedgerEvent } from '../schemas/events.gen.ts';
import type { Table } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';
import type { Store, VersionedRow } from '../store/port.ts';
import type { Difference } from './compare-rows.ts';
import { compareRows, existence } from './compare-rows.ts';
import { loadCheckpoints } from './checkpoints.ts';
import { ledgerFold } from './ledger-fold.ts';
import { ledgerLineage } from './ledger-pump.ts';

export interface LedgerVerifyOptions {
  readonly log: EventLog;
  readonly codec: EventCodec<LedgerEvent>;
  readonly store: Store;
  readonly epoch: number;
  readonly set: number;
}

interface Part {
  readonly partition: number;
  readonly until: number;
}

type Rows = ReadonlyMap<Table, Map<string, VersionedRow>>;

const readAfresh = async (
  { log, codec }: LedgerVerifyOptions,
  { partition, until }: Part,
): Promise<Rows> => {
  const tables = new Map<Table, Map<string, VersionedRow>>();
  const fold = ledgerFold({ codec, partition, nextOffset: 0 });
  const range = { topic: ledgerTopic, partition, from: 0, to: until, maxRecords: 2_000 };
  for await (const { records } of log.scan(range))
    for (const [table, rows] of fold.take(records)) {
      const held = tables.get(table) ?? new Map<string, VersionedRow>();
      tables.set(table, held);
      for (const row of rows) held.set(rowKey(table, row.row), row);
    }
  return tables;
};

/** How much was read and compared. */
interface LedgerVerdict {
  readonly events: number;
  readonly behind: number;
  readonly rows: number;
}

/** Compares what was read of the ledger up to the checkpoints; differences go to `note`. */
export const verifyLedger = async (
  options: LedgerVerifyOptions,
  note: (difference: Difference) => void,
): Promise<LedgerVerdict> => {
  const { log, store, set } = options;
  const ends = await log.ends(ledgerTopic);
  const checkpoints = await loadCheckpoints(store, await ledgerLineage(options), ends);
  const total = { events: 0, behind: 0, rows: 0 };
  for (const { partition, high } of ends) {
    const until = checkpoints.get(partition) ?? 0;
    const expected = await readAfresh(options, { partition, until });
    total.events += until;
    total.behind += high - until;
    const exists = existence({ log, topic: ledgerTopic }, partition);
    for (const table of ledgerTables) {
      const rows = expected.get(table) ?? new Map<string, VersionedRow>();
      total.rows += rows.size;
      const part = { partition, set, until, rows, exists };
      for await (const difference of compareRows(store, table, part)) note(difference);
    }
  }
  return total;
};
