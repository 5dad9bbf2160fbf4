// Creates the tables and views of a set in either engine, and refuses tables of another shape.

import { AppError } from '../lib/errors.ts';
import type { Table } from '../schemas/table.ts';
import { createTable, createView, skipIndexes, storedColumns, tableName } from './ddl.ts';
import type { Store } from './port.ts';
import { sideBySide } from './side-by-side.ts';

const columnsSql = `SELECT table, name, type FROM system.columns
WHERE database = currentDatabase() AND table IN {tables:Array(String)}
ORDER BY table, position`;

interface FoundColumn extends Readonly<Record<string, unknown>> {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

const shapeOf = (columns: readonly { readonly name: string; readonly type: string }[]): string[] =>
  columns.map(({ name, type }) => `${name} ${type}`);

const check = (table: Table, set: number, found: readonly FoundColumn[]): void => {
  const wanted = shapeOf(storedColumns(table));
  const present = shapeOf(found.filter((column) => column.table === tableName(table, set)));
  const missing = wanted.filter((column) => !present.includes(column));
  const more = present.filter((column) => !wanted.includes(column));
  if (missing.length === 0 && more.length === 0) return;
  const difference = [
    ...missing.map((column) => `it lacks ${column}`),
    ...more.map((column) => `it has ${column}`),
  ].join(', ');
  throw new AppError('TABLES_DIFFER', { table: tableName(table, set), difference });
};

const indexesSql = `SELECT table, name FROM system.data_skipping_indices
WHERE database = currentDatabase() AND table IN {tables:Array(String)}`;

/**
 * Adds the indexes that a table of an earlier version lacks. New rows are indexed at once, those
 * that are there in the background; until then their part is read whole: the answers are the same.
 */
const addIndexes = async (
  store: Pick<Store, 'command' | 'query'>,
  tables: readonly Table[],
  set: number,
): Promise<void> => {
  const names = tables.map((table) => tableName(table, set));
  const found = await store.query<{ readonly table: string; readonly name: string }>({
    sql: indexesSql,
    params: { tables: names },
  });
  const present = new Set(found.map(({ table, name }) => `${table}.${name}`));
  for (const table of tables) {
    const name = tableName(table, set);
    for (const index of skipIndexes(table)) {
      if (present.has(`${name}.${index.name}`)) continue;
      await store.command(`ALTER TABLE ${name} ADD INDEX IF NOT EXISTS ${index.sql}`);
      await store.command(`ALTER TABLE ${name} MATERIALIZE INDEX ${index.name}`);
    }
  }
};

const viewsSql = `SELECT name FROM system.tables
WHERE database = currentDatabase() AND engine = 'View' AND name IN {names:Array(String)}`;

const createViews = async (
  store: Pick<Store, 'command' | 'query'>,
  tables: readonly Table[],
  set: number,
): Promise<void> => {
  const names = tables.map(({ name }) => name);
  const found = await store.query<{ readonly name: string }>({ sql: viewsSql, params: { names } });
  const present = new Set(found.map(({ name }) => name));
  const missing = tables.filter(({ name }) => !present.has(name));
  await sideBySide(missing, async (table) => store.command(createView(table, set)));
};

/** Creates what is missing of a set. A table that is there with other columns is an error. */
export const migrateTables = async (
  store: Pick<Store, 'command' | 'query'>,
  tables: readonly Table[],
  { set, views }: { readonly set: number; readonly views: boolean },
): Promise<void> => {
  const names = tables.map((table) => tableName(table, set));
  const columns = async (): Promise<readonly FoundColumn[]> =>
    store.query<FoundColumn>({ sql: columnsSql, params: { tables: names } });
  const before = await columns();
  const present = new Set(before.map(({ table }) => table));
  const missing = tables.filter((table) => !present.has(tableName(table, set)));
  // Asked before it is told: a statement takes the engine as long as the question for all of them.
  await sideBySide(missing, async (table) => store.command(createTable(table, set)));
  const found = missing.length === 0 ? before : await columns();
  for (const table of tables) check(table, set, found);
  await addIndexes(store, tables, set);
  if (views) await createViews(store, tables, set);
};
