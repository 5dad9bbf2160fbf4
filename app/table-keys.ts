// The columns that tell one row of a stored table from another, as the store knows them.

import type { Store } from '../store/port.ts';

/** The sorting key of a table, in order. */
export const keyOfTable = async (store: Store, table: string): Promise<readonly string[]> => {
  const sql = `SELECT sorting_key FROM system.tables
    WHERE database = currentDatabase() AND name = {table:String}`;
  const [row] = await store.query<{ sorting_key: string }>({ sql, params: { table } });
  return (row?.sorting_key ?? '').split(',').map((column) => column.trim());
};
