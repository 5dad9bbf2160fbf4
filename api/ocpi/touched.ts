// When things of the ledger were first and last told of.

import { idColumns, type LedgerTable } from '../../processors/ledger/table.ts';
import type { Store } from '../../store/port.ts';
import { readRows } from '../billing/stored-rows.ts';
import { type Condition, condition } from '../sql.ts';

/** What is asked about: some things of a tenant. */
export interface About {
  readonly tenant: string;
  readonly only: Condition;
}

/** All that a tenant has. */
export const everything = (tenant: string): About => ({ tenant, only: condition('true') });

export interface Touched {
  readonly created_at: number;
  readonly recorded_at: number;
}

/** When things of a table were first and last told of, by the columns that name them. */
export const touched = async (
  store: Store,
  table: LedgerTable,
  { tenant, only }: About,
): Promise<ReadonlyMap<string, Touched>> => {
  const ids = idColumns(table);
  const sql =
    `SELECT ${ids.join(', ')}, min(recorded_at) AS created_at, max(recorded_at) AS told_at ` +
    `FROM laddbok.${table.name} WHERE tenant = {tenant:String} AND ${only.sql} ` +
    `GROUP BY ${ids.join(', ')}`;
  const types = { created_at: 'DateTime64(3)', told_at: 'DateTime64(3)' };
  const params = { tenant, ...only.params };
  const rows = readRows(table, await store.query({ sql, params }), types);
  return new Map(
    rows.map((row): [string, Touched] => {
      const [created_at, recorded_at] = [Number(row['created_at']), Number(row['told_at'])];
      return [ids.map((name) => String(row[name])).join(' '), { created_at, recorded_at }];
    }),
  );
};
