// Two sets of tables compared row by row inside the store: which rows differ, in which columns.

import { ledgerTopic } from '../log/port.ts';
import { ledgerTables } from '../processors/ledger/table.ts';
import type { Store } from '../store/port.ts';
import { foldCheckpoints } from './bookkeeping.ts';
import { tableName } from '../store/ddl.ts';
import type { SetTables } from '../store/sets.ts';
import { tablesOfSet } from '../store/sets.ts';
import { keyOfTable } from './table-keys.ts';
import { figuresOf, type Figures } from './set-figures.ts';
import { long, movingIn, type Sides, slicesOf } from './set-slices.ts';

/** A row that differs: its key, and per column what either set says. */
export interface ChangedRow {
  readonly key: Readonly<Record<string, string>>;
  readonly change: 'added' | 'removed' | 'changed';
  readonly columns: Readonly<
    Record<string, readonly [before: string | null, after: string | null]>
  >;
}

export interface TableDifference {
  readonly table: string;
  readonly before: Figures;
  readonly after: Figures;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Rows that an event touched after the cut: not compared, as one set is ahead of the other. */
  readonly moving: number;
  /** How many rows differ in each column. */
  readonly columns: Readonly<Record<string, number>>;
  readonly sample: readonly ChangedRow[];
}

export interface SetDifferences {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly tables: readonly TableDifference[];
}

export interface CompareOptions {
  readonly store: Store;
  readonly topic: string;
  readonly from: number;
  readonly to: number;
  /** Differing rows of a table that are named; all are counted. */
  readonly sample: number;
  /** Cells compared at once, where another number is wanted than what the store has memory for. */
  readonly sliceCells_max?: number;
  /** Called with each table before it is compared, and how many were before it. */
  readonly onTable?: (table: string, done: number, ofTables: number) => void;
}

/** Tables of the pump itself, of which no reader is told. */
const bookkeeping: ReadonlySet<string> = new Set(['fold_state', 'fold_checkpoints']);
/** Tables whose rows are made from the ledger, not from what stations said. */
const ledgerNames: ReadonlySet<string> = new Set(ledgerTables.map(({ name }) => name));
/** Columns that say when a row was made, not what it says. */
const provenance: ReadonlySet<string> = new Set(['log_offset', 'log_partition', 'version']);

/** Compares a table at a time, so that the store sorts out no more than one. */
export const compareSets = async (options: CompareOptions): Promise<SetDifferences> => {
  const { store, from, to } = options;
  const [before, after] = [await tablesOfSet(store, from), await tablesOfSet(store, to)];
  const cut = await cutOf(options);
  const ledgerCut = await cutOf({ ...options, topic: ledgerTopic });
  const all = new Set([...before.keys(), ...after.keys()]);
  const names = [...all].filter((name) => !bookkeeping.has(name)).toSorted();
  const tables: TableDifference[] = [];
  for (const name of names) {
    options.onTable?.(name, tables.length, names.length);
    const own = ledgerNames.has(name) ? ledgerCut : cut;
    tables.push(await compareTable(options, { name, before, after, cut: own }));
  }
  const rows = tables.reduce((sum, one) => sum + one.added + one.removed + one.changed, 0);
  return { from, to, rows, tables };
};

interface CheckpointRow extends Readonly<Record<string, unknown>> {
  readonly fold_partition: number;
  readonly next_offset: string;
}

/**
 * Up to where both sets have folded, by partition: a row that was touched later in either of them
 * is not compared, for the other may not know of it yet. Empty where a partition is in one alone.
 */
const cutOf = async ({ store, topic, from, to }: CompareOptions): Promise<string> => {
  const least = new Map<number, number[]>();
  for (const set of [from, to]) {
    const sql = `SELECT fold_partition, next_offset FROM ${tableName(foldCheckpoints, set)} FINAL
      WHERE topic = {topic:String}`;
    for (const row of await store.query<CheckpointRow>({ sql, params: { topic } }))
      least.set(row.fold_partition, [
        ...(least.get(row.fold_partition) ?? []),
        Number(row.next_offset),
      ]);
  }
  const both = [...least].filter(([, offsets]) => offsets.length === 2);
  const partitions = both.map(([partition]) => partition).join(', ');
  const offsets = both.map(([, ends]) => Math.min(...ends)).join(', ');
  return both.length === 0 ? '0' : `transform(log_partition, [${partitions}], [${offsets}], 0)`;
};

interface Compared {
  readonly name: string;
  readonly before: SetTables;
  readonly after: SetTables;
  readonly cut: string;
}

const lateSql = (cut: string): string => `log_offset >= ${cut}`;

const textOf = (column: string): string => `ifNull(toString(${column}), '\\0')`;

interface Joined {
  readonly keys: readonly string[];
  readonly columns: readonly string[];
  /** The rows that are joined, as a condition on them. */
  readonly slice: string;
}

/** One row a key that differs and is not moving: the columns, and both sides of them. */
const joinedSql = (
  { from, to }: CompareOptions,
  { name, cut }: Compared,
  { keys, columns, slice }: Joined,
): string => {
  const texts = columns.map((column) => `${textOf(column)} AS c_${column}`);
  const side = (set: number, place: number): string =>
    `SELECT ${[...keys.map((key) => `toString(${key}) AS k_${key}`), ...texts].join(', ')},
      ${place} AS side, toUInt8(${lateSql(cut)}) AS late FROM ${name}_v${set} FINAL
      WHERE ${slice}`;
  const told = columns.flatMap((column) => [
    `anyIf(c_${column}, side = 0) AS a_${column}`,
    `anyIf(c_${column}, side = 1) AS b_${column}`,
  ]);
  const keyed = keys.map((key) => `k_${key}`).join(', ');
  const differs = columns.map((column) => `a_${column} != b_${column}`);
  return `SELECT ${[keyed, ...told].join(', ')},
    multiIf(countIf(side = 0) = 0, 'added', countIf(side = 1) = 0, 'removed', 'changed') AS change
    FROM (${side(from, 0)} UNION ALL ${side(to, 1)}) GROUP BY ${keyed}
    HAVING NOT max(late) AND (change != 'changed'${differs.map((one) => ` OR ${one}`).join('')})`;
};

const compareTable = async (
  options: CompareOptions,
  compared: Compared,
): Promise<TableDifference> => {
  const { store, from, to, sample } = options;
  const { name, before, after } = compared;
  const [old, fresh] = [before.get(name) ?? [], after.get(name) ?? []];
  const figures = {
    before: await figuresOf(store, { name, set: from, columns: old }),
    after: await figuresOf(store, { name, set: to, columns: fresh }),
  };
  const none = { added: 0, removed: 0, changed: 0, moving: 0, columns: {}, sample: [] };
  if (old.length === 0 || fresh.length === 0) {
    // The whole table came or went.
    const only = { added: figures.after.rows, removed: figures.before.rows };
    return { table: name, ...figures, ...none, ...only };
  }
  const keys = await keyOfTable(store, `${name}_v${to}`);
  const held = new Set(old.map((column) => column.name));
  const columns = fresh
    .map((column) => column.name)
    .filter((column) => held.has(column) && !keys.includes(column) && !provenance.has(column));
  const sides: Sides = {
    before: `${name}_v${from}`,
    after: `${name}_v${to}`,
    rows: figures.before.rows + figures.after.rows,
    keys,
    texts: columns.map(textOf),
    late: lateSql(compared.cut),
  };
  const moving = await movingIn(store, sides);
  const slices = await slicesOf(store, sides, options.sliceCells_max);
  let counted: Counts = none;
  let shownRows: readonly ChangedRow[] = [];
  for (const slice of slices) {
    const joined = joinedSql(options, compared, { keys, columns, slice });
    counted = summed(counted, await countsOf(store, joined, columns));
    const more = await sampleOf(store, joined, { keys, columns, sample });
    shownRows = firstOf([...shownRows, ...more], sample);
  }
  return { table: name, ...figures, ...counted, moving, sample: shownRows };
};

type Counts = Pick<TableDifference, 'added' | 'removed' | 'changed' | 'columns'>;

const summed = (one: Counts, other: Counts): Counts => {
  const names = new Set([...Object.keys(one.columns), ...Object.keys(other.columns)]);
  return {
    added: one.added + other.added,
    removed: one.removed + other.removed,
    changed: one.changed + other.changed,
    columns: Object.fromEntries(
      [...names].map((name) => [name, (one.columns[name] ?? 0) + (other.columns[name] ?? 0)]),
    ),
  };
};

const placeOf = ({ key }: ChangedRow): string => Object.values(key).join('\0');

/** The first rows by their keys. */
const firstOf = (rows: readonly ChangedRow[], count: number): readonly ChangedRow[] =>
  rows.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)).slice(0, count);

const sampleOf = async (
  store: Store,
  joined: string,
  { keys, columns, sample }: Omit<Joined, 'slice'> & { readonly sample: number },
): Promise<readonly ChangedRow[]> => {
  const sql = `SELECT * FROM (${joined})
    ORDER BY ${keys.map((key) => `k_${key}`).join(', ')} LIMIT ${sample}`;
  const rows = await store.query<Record<string, string>>({ sql, params: {} }, long);
  return rows.map((row) => changedRow(row, keys, columns));
};

const countsOf = async (
  store: Store,
  joined: string,
  columns: readonly string[],
): Promise<Counts> => {
  const count = (condition: string): string => `toUInt64(countIf(${condition}))`;
  const sums = columns.map(
    (column) => `${count(`change = 'changed' AND a_${column} != b_${column}`)} AS n_${column}`,
  );
  const kinds = ['added', 'removed', 'changed'].map(
    (kind) => `${count(`change = '${kind}'`)} AS ${kind}`,
  );
  const sql = `SELECT ${[...kinds, ...sums].join(', ')} FROM (${joined})`;
  const [row = {}] = await store.query<Record<string, string>>({ sql, params: {} }, long);
  const number = (name: string): number => Number(row[name] ?? 0);
  return {
    added: number('added'),
    removed: number('removed'),
    changed: number('changed'),
    columns: Object.fromEntries(
      columns
        .map((column) => [column, number(`n_${column}`)] as const)
        .filter(([, rows]) => rows > 0),
    ),
  };
};

const shown = (text: string | undefined): string | null =>
  text === undefined || text === '\0' ? null : text;

const changedRow = (
  row: Readonly<Record<string, string>>,
  keys: readonly string[],
  columns: readonly string[],
): ChangedRow => {
  const change = row['change'] as ChangedRow['change'];
  const differing = columns.filter(
    (column) => change === 'changed' && row[`a_${column}`] !== row[`b_${column}`],
  );
  return {
    key: Object.fromEntries(keys.map((key) => [key, row[`k_${key}`] ?? ''])),
    change,
    columns: Object.fromEntries(
      differing.map((column) => [
        column,
        [shown(row[`a_${column}`]), shown(row[`b_${column}`])] as const,
      ]),
    ),
  };
};
