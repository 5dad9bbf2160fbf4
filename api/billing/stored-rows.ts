// Rows of the store as the tables declare them: decimals in thousandths, instants in milliseconds.

import { readInstant } from '../../lib/time.ts';
import { thousandths } from '../../lib/units.ts';
import type { RowOf, Table } from '../../schemas/table.ts';
import type { QueryParams, Store } from '../../store/port.ts';

const valueOf = (type: string, told: unknown): unknown => {
  if (told === null || told === undefined) return null;
  const bare = type.startsWith('Nullable(') ? type.slice(9, -1) : type;
  const written = typeof told === 'number' || typeof told === 'string' ? `${told}` : '';
  if (bare === 'DateTime64(3)') return readInstant(written)?.at ?? null;
  if (bare.startsWith('Decimal')) return thousandths(written);
  if (/^U?Int/.test(bare)) return Number(written);
  return bare === 'Bool' ? told === true || told === 1 || told === 'true' : told;
};

type Told = Readonly<Record<string, unknown>>;

/** Rows as they were answered, with their values as the table, and `more`, declare them. */
export const readRows = (
  { columns }: Table,
  rows: readonly Told[],
  more: Readonly<Record<string, string>> = {},
): readonly Told[] =>
  rows.map((row) => {
    const values = Object.entries(row).map(([name, told]) => [
      name,
      valueOf(columns[name]?.type ?? more[name] ?? '', told),
    ]);
    return Object.fromEntries(values) as Told;
  });

/** What is asked for: columns of a table, of rows that hold. */
export interface Asked<T extends Table, C extends keyof T['columns'] & string> {
  readonly table: T;
  readonly columns: readonly C[];
  /** SQL after WHERE, and after it ORDER BY and LIMIT where they are needed. */
  readonly where: string;
  readonly params: QueryParams;
}

/** Where in the log a row was made from: the last event that touched it. */
export interface Place {
  readonly log_partition: number;
  readonly log_offset: number;
}

const places = { log_partition: 'UInt16', log_offset: 'UInt64' } as const;

/** The same rows with their places in the log. */
export const placedRows = async <T extends Table, C extends keyof T['columns'] & string>(
  store: Store,
  { table, columns, where, params }: Asked<T, C>,
): Promise<readonly (Pick<RowOf<T>, C> & Place)[]> => {
  const names = [...columns, ...Object.keys(places)].join(', ');
  const sql = `SELECT ${names} FROM laddbok.${table.name} WHERE ${where}`;
  const rows = readRows(table, await store.query({ sql, params }), places);
  return rows as unknown as readonly (Pick<RowOf<T>, C> & Place)[];
};

/** Rows with some columns of a table, as the table declares their values. */
export const storedRows = async <T extends Table, C extends keyof T['columns'] & string>(
  store: Store,
  { table, columns, where, params }: Asked<T, C>,
): Promise<readonly Pick<RowOf<T>, C>[]> => {
  const sql = `SELECT ${columns.join(', ')} FROM laddbok.${table.name} WHERE ${where}`;
  const rows = readRows(table, await store.query({ sql, params }));
  return rows as readonly Pick<RowOf<T>, C>[];
};
