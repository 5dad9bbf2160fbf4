// Rows of the store as the tables declare them: decimals in thousandths, instants in milliseconds.

import { readInstant } from '../lib/time.ts';
import { thousandths } from '../lib/units.ts';
import type { RowOf, Table } from '../schemas/table.ts';
import type { QueryParams, Store } from '../store/port.ts';

const valueOf = (type: string, told: unknown): unknown => {
  if (told === null || told === undefined) return null;
  const bare = type.startsWith('Nullable(') ? type.slice(9, -1) : type;
  const written = typeof told === 'number' || typeof told === 'string' ? `${told}` : '';
  if (bare === 'DateTime64(3)') return readInstant(written)?.at ?? null;
  if (bare.startsWith('Decimal')) return thousandths(written);
  if (/^U?Int/.test(bare)) return Number(written);
  return bare === 'Bool' ? told === true || told === 1 || told === 'true' : told;
};

/** What is asked for: columns of a table, of rows that hold. */
export interface Asked<T extends Table, C extends keyof T['columns'] & string> {
  readonly table: T;
  readonly columns: readonly C[];
  /** SQL after WHERE, and after it ORDER BY and LIMIT where they are needed. */
  readonly where: string;
  readonly params: QueryParams;
}

/** Rows with some columns of a table, as the table declares their values. */
export const storedRows = async <T extends Table, C extends keyof T['columns'] & string>(
  store: Store,
  { table, columns, where, params }: Asked<T, C>,
): Promise<readonly Pick<RowOf<T>, C>[]> => {
  const sql = `SELECT ${columns.join(', ')} FROM laddbok.${table.name} WHERE ${where}`;
  const rows = await store.query({ sql, params });
  return rows.map((row) => {
    const values = columns.map((name) => [
      name,
      valueOf(table.columns[name]?.type ?? '', row[name]),
    ]);
    return Object.fromEntries(values) as Pick<RowOf<T>, C>;
  });
};
