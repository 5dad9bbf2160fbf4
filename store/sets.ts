// Which set of tables readers see: one pointer, and views that go over to another set at once.

import type { Store } from './port.ts';
import { sideBySide } from './side-by-side.ts';

type Asked = Pick<Store, 'command' | 'query'>;

/** The pointer: a row for each time that another set was shown; the last turn stands. */
const pointer = 'served_sets';
/** The set that is shown before anything was ever swapped. */
export const firstSet = 1;

const createPointer = [
  `CREATE TABLE IF NOT EXISTS ${pointer} (turn UInt32, set UInt16) ENGINE = MergeTree ORDER BY turn`,
  'SETTINGS fsync_after_insert = 1, fsync_part_directory = 1',
  "COMMENT 'Which set of tables the views show: that of the highest turn.'",
].join('\n');

interface Turn extends Readonly<Record<string, unknown>> {
  readonly turn: number;
  readonly set: number;
}

/** The sets that were shown one after another, the one that is shown now last; never empty. */
export const servedSets = async (store: Asked): Promise<readonly number[]> => {
  const there = await store.query<{ n: string | number }>({
    sql: 'SELECT count() AS n FROM system.tables WHERE database = currentDatabase() AND name = {name:String}',
    params: { name: pointer },
  });
  if (Number(there[0]?.n ?? 0) === 0) return [firstSet];
  const sql = `SELECT turn, set FROM ${pointer} ORDER BY turn`;
  const turns = (await store.query<Turn>({ sql, params: {} })).map(({ set }) => set);
  return turns.length === 0 ? [firstSet] : turns;
};

/** The set that is shown now. */
export const servedSet = async (store: Asked): Promise<number> =>
  (await servedSets(store)).at(-1) ?? firstSet;

interface SetColumn extends Readonly<Record<string, unknown>> {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

type Columns = readonly { readonly name: string; readonly type: string }[];

/** The tables of a set with their columns, by the name that readers know. */
export type SetTables = ReadonlyMap<string, Columns>;

const columnsSql = `SELECT table, name, type FROM system.columns
WHERE database = currentDatabase() AND match(table, {pattern:String}) ORDER BY table, position`;

const nameOf = (table: string): string => table.replace(/_v\d+$/, '');

export const tablesOfSet = async (store: Asked, set: number): Promise<SetTables> => {
  const pattern = `^[a-z][a-z0-9_]*_v${set}$`;
  const found = await store.query<SetColumn>({ sql: columnsSql, params: { pattern } });
  const tables = new Map<string, { name: string; type: string }[]>();
  for (const { table, name, type } of found) {
    const columns = tables.get(nameOf(table)) ?? [];
    columns.push({ name, type });
    tables.set(nameOf(table), columns);
  }
  return tables;
};

/** Every set of which there is a table of this name. */
export const setsWith = async (store: Asked, table: string): Promise<readonly number[]> => {
  const rows = await store.query<{ name: string }>({
    sql: 'SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, {p:String})',
    params: { p: `^${table}_v[0-9]+$` },
  });
  return rows.map(({ name }) => Number(name.slice(table.length + 2))).toSorted((a, b) => a - b);
};

const shownBy = `(SELECT argMax(set, turn) FROM ${pointer})`;

/** What a view selects while either set may be shown: the pointer alone decides, for all views. */
const eitherBody = (
  [name, columns]: readonly [string, Columns],
  sets: readonly { readonly set: number; readonly has: ReadonlySet<string> | null }[],
): string =>
  sets
    .flatMap(({ set, has }) => {
      if (has === null) return [];
      const cells = columns.map((column) =>
        has.has(column.name)
          ? column.name
          : `defaultValueOfTypeName('${column.type.replaceAll("'", "\\'")}') AS ${column.name}`,
      );
      return [`SELECT ${cells.join(', ')} FROM ${name}_v${set} FINAL WHERE ${shownBy} = ${set}`];
    })
    .join('\nUNION ALL\n');

const view = (name: string, body: string): string => `CREATE OR REPLACE VIEW ${name} AS\n${body}`;

const plainBody = (name: string, set: number, columns: readonly { name: string }[]): string =>
  `SELECT ${columns.map((column) => column.name).join(', ')} FROM ${name}_v${set} FINAL`;

const named = (columns: readonly { name: string }[] | undefined): ReadonlySet<string> | null =>
  columns === undefined ? null : new Set(columns.map(({ name }) => name));

/** Every view shows the set that the pointer names, by itself: what a killed swap left is mended. */
export const settleViews = async (store: Asked): Promise<void> => {
  const set = await servedSet(store);
  const tables = await tablesOfSet(store, set);
  const views = await store.query<{ name: string; as_select: string }>({
    sql: "SELECT name, as_select FROM system.tables WHERE database = currentDatabase() AND engine = 'View'",
    params: {},
  });
  const shows = new Map(views.map(({ name, as_select }) => [name, as_select]));
  await sideBySide(tables, async ([name, columns]) => {
    const now = shows.get(name);
    const isPlain = now !== undefined && !now.includes(pointer);
    if (!isPlain || !new RegExp(`\\b${name}_v${set}\\b`).test(now))
      await store.command(view(name, plainBody(name, set, columns)));
  });
  // A view of a table that this set has not would show another set beside it.
  for (const { name, as_select } of views)
    if (!tables.has(name) && new RegExp(`\\b${name}_v\\d+\\b`).test(as_select))
      await store.command(`DROP VIEW IF EXISTS ${name}`);
};

/**
 * Shows another set. First every view can show either set, and all go by the pointer; then one row
 * moves the pointer, which is the instant at which all of them go over, also within a query that
 * joins several; then they are made plain again. Killed in between, all views still agree.
 */
export const serveSet = async (store: Asked, to: number): Promise<void> => {
  const history = await servedSets(store);
  const from = history.at(-1) ?? firstSet;
  await store.command(createPointer);
  const turns = await store.query<Turn>({
    sql: `SELECT turn, set FROM ${pointer} ORDER BY turn DESC LIMIT 1`,
    params: {},
  });
  const last = turns[0]?.turn ?? 0;
  if (last === 0) await store.command(`INSERT INTO ${pointer} (turn, set) VALUES (1, ${from})`);
  if (from === to) return settleViews(store);
  const [before, after] = [await tablesOfSet(store, from), await tablesOfSet(store, to)];
  await sideBySide(new Map([...before, ...after]), async (entry) => {
    const [name] = entry;
    const sets = [
      { set: from, has: named(before.get(name)) },
      { set: to, has: named(after.get(name)) },
    ];
    await store.command(view(name, eitherBody(entry, sets)));
  });
  const turn = Math.max(1, last) + 1;
  await store.command(`INSERT INTO ${pointer} (turn, set) VALUES (${turn}, ${to})`);
  return settleViews(store);
};

/** Removes the tables of a set. The caller sees to it that nobody is shown them. */
export const dropSet = async (store: Asked, set: number): Promise<number> => {
  const tables = await tablesOfSet(store, set);
  for (const name of tables.keys())
    await store.command(`DROP TABLE IF EXISTS ${name}_v${set} SYNC`);
  return tables.size;
};
