// A table as a value: columns with meaning, sorting key, partition. Row types derive from it.

/** What a column holds in TypeScript, by its ClickHouse type. */
interface TypeMap {
  String: string;
  'LowCardinality(String)': string;
  /** Milliseconds since 1970 UTC. */
  'DateTime64(3)': number;
  /** Thousandths of the unit in the column's name: 1500 is 1.500. */
  'Decimal(18, 3)': number;
  UInt8: number;
  UInt16: number;
  UInt32: number;
  /** At most 2^53 - 1. */
  UInt64: number;
  Int32: number;
  Bool: boolean;
  'Array(LowCardinality(String))': readonly string[];
}

type Plain = keyof TypeMap;
type Nullable = Exclude<Plain, 'LowCardinality(String)' | 'Array(LowCardinality(String))'>;
export type ColumnType = Plain | `Nullable(${Nullable})`;

type Value<T extends ColumnType> = T extends Plain
  ? TypeMap[T]
  : T extends `Nullable(${infer Inner extends Nullable})`
    ? TypeMap[Inner] | null
    : never;

export interface Column<T extends ColumnType = ColumnType> {
  readonly type: T;
  /** What it means, with its unit; shown in the DDL and in the API. */
  readonly about: string;
  /** Compression codec, measured on charging data. */
  readonly codec: string;
}

type Columns = Readonly<Record<string, Column>>;

export interface Table<C extends Columns = Columns> {
  readonly name: string;
  readonly about: string;
  readonly columns: C;
  /** Sorting key and identity of a row: columns whose values never change for one key. */
  readonly key: readonly string[];
  /** Instant in the key by whose month the table is partitioned. */
  readonly month: string | null;
  /** Columns beside the key of which one value of very many is sought: the rest is skipped. */
  readonly seek?: readonly string[];
  /** Instant at which what a row tells of ended, null while it lasts: what ended before is skipped. */
  readonly until?: string;
}

/** The row of a table: one value per column. */
export type RowOf<T extends Table> = {
  readonly [K in keyof T['columns']]: Value<T['columns'][K]['type']>;
};

export type Row = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** The identity of a row among those of its table: equal for two rows of which one replaces the other. */
export const rowKey = (table: Table, row: Row): string =>
  JSON.stringify(table.key.map((name) => row[name]));

/**
 * Whether two rows of a table have one identity, without making a text of it. Read from the end:
 * rows that lie side by side are of one station and differ in what the key ends with.
 */
export const sameKey = ({ key }: Table, a: Row, b: Row): boolean => {
  for (let place = key.length - 1; place >= 0; place--) {
    const name = key[place];
    if (name !== undefined && a[name] !== b[name]) return false;
  }
  return true;
};

/** Declares a table; the compiler checks that key and month name its columns. */
export const table = <const C extends Columns>(
  definition: Table<C> & {
    readonly key: readonly (keyof C & string)[];
    readonly month: (keyof C & string) | null;
  },
): Table<C> => definition;

const column =
  <T extends ColumnType>(type: T, codec: string) =>
  (about: string): Column<T> => ({ type, about, codec });

// Codecs: DoubleDelta for instants, Delta for exact decimals; plain ZSTD for the rest.
export const text = column('String', 'ZSTD(1)');
export const label = column('LowCardinality(String)', 'ZSTD(1)');
export const labels = column('Array(LowCardinality(String))', 'ZSTD(1)');
export const instant = column('DateTime64(3)', 'DoubleDelta, ZSTD(1)');
export const instantOrNull = column('Nullable(DateTime64(3))', 'ZSTD(1)');
export const decimal = column('Decimal(18, 3)', 'Delta, ZSTD(1)');
export const decimalOrNull = column('Nullable(Decimal(18, 3))', 'ZSTD(1)');
export const count = column('UInt32', 'ZSTD(1)');
/** Milliseconds that add up over years. */
export const milliseconds = column('UInt64', 'ZSTD(1)');
export const small = column('UInt16', 'ZSTD(1)');
export const integer = column('Int32', 'ZSTD(1)');
export const integerOrNull = column('Nullable(Int32)', 'ZSTD(1)');
export const offset = column('UInt64', 'DoubleDelta, ZSTD(1)');
export const flag = column('Bool', 'ZSTD(1)');
