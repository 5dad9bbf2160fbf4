// Table value → SQL: the tables of a set, and the views with FINAL that readers are given.

import { AssertionError } from 'node:assert';
import type { ColumnType, Table } from '../schemas/table.ts';

/** The one database of the ledger, in either engine. */
export const databaseName = 'laddbok';

/** Sets are numbered in table names, `sessions_v3`; beyond this the number is a mistake. */
const set_max = 9_999;

/** A part as old as this is merged into one with its partition, after which FINAL costs nothing. */
const forceMergeAge_seconds = 3_600;

/** Where a row came from. Every table ends with these; no table may declare them itself. */
export const provenance = [
  {
    name: 'log_partition',
    type: 'UInt16',
    codec: 'ZSTD(1)',
    about: 'Partition of the log that the row was made from.',
  },
  {
    name: 'log_offset',
    type: 'UInt64',
    codec: 'DoubleDelta, ZSTD(1)',
    about: 'Offset of the last event that touched the row.',
  },
  {
    name: 'version',
    type: 'UInt64',
    codec: 'DoubleDelta, ZSTD(1)',
    about: 'epoch << 48 | log_offset; the row with the highest version of a key stands.',
  },
] as const;

const refuse = (message: string): never => {
  throw new AssertionError({ message });
};

const identifier = (name: string): string =>
  /^[a-z][a-z0-9_]{0,62}$/.test(name) ? name : refuse(`"${name}" is no name for SQL`);

const literal = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The name of a table in a set: `sessions_v3`. */
export const tableName = (table: Table, set: number): string => {
  if (!Number.isInteger(set) || set < 1 || set > set_max) refuse(`${set} is no number of a set`);
  return `${identifier(table.name)}_v${set}`;
};

/** The column type as it is created: instants are UTC whatever the zone of the server. */
export const sqlType = (type: ColumnType): string =>
  type.replace('DateTime64(3)', "DateTime64(3, 'UTC')");

/** A column as the store has it. */
export interface StoredColumn {
  readonly name: string;
  readonly type: string;
}

/** The columns of a table in the order they are written: those declared, then the provenance. */
export const storedColumns = (table: Table): readonly StoredColumn[] => [
  ...Object.entries(table.columns).map(([name, { type }]) => ({
    name: identifier(name),
    type: sqlType(type),
  })),
  ...provenance.map(({ name, type }) => ({ name, type })),
];

const checkKey = (table: Table): void => {
  const reserved = new Set<string>(provenance.map(({ name }) => name));
  for (const name of Object.keys(table.columns))
    if (reserved.has(name)) refuse(`table ${table.name}: column ${name} is given to every table`);
  if (table.key.length === 0) refuse(`table ${table.name} has no key`);
  for (const name of table.key) {
    const type = table.columns[name]?.type ?? refuse(`table ${table.name} has no column ${name}`);
    if (/^(?:Nullable|Array)/.test(type))
      refuse(`table ${table.name}: ${type} ${name} cannot be in the key`);
  }
  for (const name of [...(table.seek ?? []), ...(table.until === undefined ? [] : [table.until])])
    if (table.columns[name] === undefined) refuse(`table ${table.name} has no column ${name}`);
  // A partition column outside the key would let versions of one row land in two partitions,
  // where they never meet; and FINAL could not prune by month.
  if (table.month === null) return;
  if (!table.key.includes(table.month))
    refuse(`table ${table.name}: ${table.month} must be in the key to partition by it`);
  if (table.columns[table.month]?.type !== 'DateTime64(3)')
    refuse(`table ${table.name}: ${table.month} is no instant to partition by`);
};

const columnLines = (table: Table): readonly string[] => [
  ...Object.entries(table.columns).map(
    ([name, { type, codec, about }]) =>
      `  ${identifier(name)} ${sqlType(type)} COMMENT ${literal(about)} CODEC(${codec})`,
  ),
  ...provenance.map(
    ({ name, type, codec, about }) => `  ${name} ${type} COMMENT ${literal(about)} CODEC(${codec})`,
  ),
];

/** One granule in a thousand is read in vain, at two bytes a row. */
const seekType = 'bloom_filter(0.001)';

/** An index by which granules are skipped. */
export interface SkipIndex {
  readonly name: string;
  /** What follows the word INDEX. */
  readonly sql: string;
}

/** The indexes of a table beside its key. */
export const skipIndexes = ({ seek = [], until }: Table): readonly SkipIndex[] => [
  ...seek.map((column) => {
    const name = `seek_${identifier(column)}`;
    return { name, sql: `${name} ${column} TYPE ${seekType} GRANULARITY 1` };
  }),
  ...(until === undefined
    ? []
    : [
        {
          name: `until_${identifier(until)}`,
          sql: `until_${until} ${until} TYPE minmax GRANULARITY 1`,
        },
      ]),
];

// No window of insert deduplication: it would swallow a replay after a deletion. The key and the
// version alone make writing again harmless. Parts are synced, because a checkpoint follows them.
const settings = [
  'fsync_after_insert = 1',
  'fsync_part_directory = 1',
  'non_replicated_deduplication_window = 0',
  'replicated_deduplication_window = 0',
  `min_age_to_force_merge_seconds = ${forceMergeAge_seconds}`,
  'min_age_to_force_merge_on_partition_only = 1',
];

/** Creates the table of a set, where it is missing. */
export const createTable = (table: Table, set: number): string => {
  checkKey(table);
  return [
    `CREATE TABLE IF NOT EXISTS ${tableName(table, set)}`,
    '(',
    [...columnLines(table), ...skipIndexes(table).map(({ sql }) => `  INDEX ${sql}`)].join(',\n'),
    ')',
    'ENGINE = ReplacingMergeTree(version)',
    ...(table.month === null ? [] : [`PARTITION BY toYYYYMM(${identifier(table.month)})`]),
    `ORDER BY (${table.key.map(identifier).join(', ')})`,
    `SETTINGS ${settings.join(', ')}`,
    `COMMENT ${literal(table.about)}`,
  ].join('\n');
};

const viewBody = (table: Table, set: number): string => {
  const columns = storedColumns(table).map(({ name }) => `  ${name}`);
  return `AS SELECT\n${columns.join(',\n')}\nFROM ${tableName(table, set)} FINAL`;
};

/** Creates the view that readers use, where it is missing: at most one row a key, the newest. */
export const createView = (table: Table, set: number): string =>
  `CREATE VIEW IF NOT EXISTS ${identifier(table.name)}\n${viewBody(table, set)}`;

/** Points the view of a table at another set; readers go over from one statement to the next. */
export const pointView = (table: Table, set: number): string =>
  `CREATE OR REPLACE VIEW ${identifier(table.name)}\n${viewBody(table, set)}`;

/** Creates a database that keeps views and tables consistent while they are exchanged. */
export const createDatabase = (name: string): string =>
  `CREATE DATABASE IF NOT EXISTS ${identifier(name)} ENGINE = Atomic`;

/** What is created for a table, as a file to review. */
export const reviewFile = (table: Table, set: number): string =>
  [
    `-- ${table.about}`,
    '-- Generated from the table of its room by `npm run gen`. Do not edit.',
    `${createTable(table, set)};`,
    '',
    `${createView(table, set)};`,
    '',
  ].join('\n');
