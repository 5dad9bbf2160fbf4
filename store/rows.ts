// The rows that a store holds, as a fold makes them: to compare two stores, or a store and a fold.

import { createHash } from 'node:crypto';
import { thousandths } from '../lib/units.ts';
import type { ColumnType, Row, Table } from '../schemas/table.ts';
import { tableName } from './ddl.ts';
import type { Store, VersionedRow } from './port.ts';

/** A row read back, equal to the row that was written, with the life of the log it is from. */
export interface StoredRow extends VersionedRow {
  readonly epoch: number;
}

type Cell = Row[string];

const bare = (type: ColumnType): string =>
  type.startsWith('Nullable(') ? type.slice('Nullable('.length, -1) : type;

/** Instants are asked for as milliseconds, everything else as it stands. */
const expression = (name: string, type: ColumnType): string =>
  bare(type) === 'DateTime64(3)' ? `toUnixTimestamp64Milli(${name})` : name;

const readCell = (type: ColumnType, value: Cell): Cell => {
  if (typeof value !== 'string') return value;
  switch (bare(type)) {
    case 'Decimal(18, 3)':
      return thousandths(value);
    case 'DateTime64(3)':
    case 'UInt64':
      return Number(value);
    default:
      return value;
  }
};

const rowReader = (table: Table): ((line: string) => StoredRow) => {
  const columns = Object.entries(table.columns);
  return (line) => {
    const cells = JSON.parse(line) as readonly Cell[];
    const row: Record<string, Cell> = {};
    for (const [i, [name, { type }]] of columns.entries())
      row[name] = readCell(type, cells[i] ?? null);
    const [partition, offset, version] = cells.slice(columns.length);
    const epoch = Number(BigInt(String(version)) >> 48n);
    return { row, partition: Number(partition), offset: Number(offset), epoch };
  };
};

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  if (rest !== '') yield [rest];
}

interface MonthRow extends Readonly<Record<string, unknown>> {
  readonly month: number;
}

/** Months of a table, so that no more than one is sorted at a time; one null for all of a table. */
const monthsOf = async (
  store: Store,
  table: Table,
  source: string,
): Promise<readonly (number | null)[]> => {
  if (table.month === null) return [null];
  const sql = `SELECT DISTINCT toYYYYMM(${table.month}) AS month FROM ${source} ORDER BY month`;
  const rows = await store.query<MonthRow>({ sql, params: {} });
  return rows.map(({ month }) => month);
};

/** Which rows of a table: those of one partition, of a set that is not shown, from an offset on. */
export interface StoredPart {
  readonly partition?: number | null;
  /** The set that readers are shown where absent. */
  readonly set?: number | null;
  readonly from?: number;
}

/**
 * The rows of a table that stand, of one partition of the log or of all, month by month and in the
 * order of the key. Memory stays bounded by a month; values are equal to those written (`Row`), to
 * the thousandth and the millisecond.
 */
export async function* storedRows(
  store: Store,
  table: Table,
  { partition = null, set = null, from = 0 }: StoredPart = {},
): AsyncGenerator<StoredRow> {
  const source = set === null ? table.name : `${tableName(table, set)} FINAL`;
  const expressions = Object.entries(table.columns).map(([name, { type }]) =>
    expression(name, type),
  );
  const select = [...expressions, 'log_partition', 'log_offset', 'version'].join(', ');
  const read = rowReader(table);
  for (const month of await monthsOf(store, table, source)) {
    const params = {
      ...(month === null ? {} : { month }),
      ...(partition === null ? {} : { partition }),
      ...(from === 0 ? {} : { from }),
    };
    const conditions = [
      ...(month === null ? [] : [`toYYYYMM(${table.month}) = {month:UInt32}`]),
      ...(partition === null ? [] : ['log_partition = {partition:UInt16}']),
      ...(from === 0 ? [] : ['log_offset >= {from:UInt64}']),
    ];
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const sql = `SELECT ${select} FROM ${source} ${where} ORDER BY ${table.key.join(', ')}`;
    const bytes = await store.stream({ sql, params }, 'JSONCompactEachRow');
    for await (const lines of linesOf(bytes)) yield* lines.map(read);
  }
}

/**
 * A row with its place in the log as one line of text, the same for a row in memory and the same
 * row read back. The epoch is left out: two logs of the same events are equal.
 */
export const canonicalRow = (table: Table, { row, partition, offset }: VersionedRow): string => {
  const cells = Object.keys(table.columns).map((name) => wellFormed(row[name]));
  return JSON.stringify([...cells, partition, offset]);
};

// A lone surrogate has no UTF-8 and is stored as U+FFFD.
const stored = (text: string): string =>
  /[\ud800-\udfff]/.test(text) ? Buffer.from(text).toString() : text;

const wellFormed = (cell: Cell | undefined): Cell | undefined => {
  if (typeof cell === 'string') return stored(cell);
  return typeof cell === 'object' && cell !== null ? cell.map(stored) : cell;
};

/**
 * A hash over rows, whatever their order: the number of rows, and the sum of their SHA-256. Two
 * tables with the same hash hold the same rows.
 */
export const rowsHash = async (
  table: Table,
  rows: AsyncIterable<VersionedRow> | Iterable<VersionedRow>,
): Promise<string> => {
  const sums = new Uint32Array(8);
  let count = 0;
  for await (const row of rows) {
    const digest = createHash('sha256').update(canonicalRow(table, row)).digest();
    for (let i = 0; i < 8; i++) sums[i] = (sums[i] ?? 0) + digest.readUInt32BE(i * 4);
    count++;
  }
  const hex = [...sums].map((sum) => sum.toString(16).padStart(8, '0')).join('');
  return `${count}:${hex}`;
};

/** The hash over the rows of a table that stand in a store. */
export const tableHash = async (store: Store, table: Table): Promise<string> =>
  rowsHash(table, storedRows(store, table));
