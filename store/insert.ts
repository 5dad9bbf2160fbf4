// Batches of rows → inserts: one table after another, in pieces that an engine takes at once.

import type { Table } from '../schemas/table.ts';
import { storedColumns, tableName, type StoredColumn } from './ddl.ts';
import type { RowBatch, VersionedRow } from './port.ts';
import { rowEncoder, type RowEncoder } from './row-binary.ts';

/** Bytes of RowBinary after which an insert is sent; with what follows it stays one block. */
const insertBytes_max = 64 * 1024 * 1024;

/** Rows of an insert: below the 1,048,449 that an engine writes as one block. */
const insertRows_max = 500_000;

/** One insert: rows of one table. */
export interface Insert {
  readonly table: string;
  readonly columns: readonly string[];
  /** Columns with their types, as the table function `file` wants them. */
  readonly structure: string;
  /** Valid until the next insert of the table is asked for. */
  readonly rows: Uint8Array;
  readonly count: number;
}

/**
 * Settings of every insert. Deduplication of inserts is off, because it swallows a legitimate
 * replay; a fold may touch any number of months; blocks keep the order of rows, so that of two
 * rows with the same key and version the later stands.
 */
export const insertSettings = {
  deduplicate_insert: 'disable',
  async_insert: 0,
  max_partitions_per_insert_block: 0,
  max_insert_threads: 1,
} as const;

interface Group {
  readonly table: Table;
  readonly set: number;
  readonly batches: RowBatch[];
}

const grouped = (batches: readonly RowBatch[]): readonly Group[] => {
  const groups = new Map<string, Group>();
  for (const batch of batches) {
    if (batch.rows.length === 0) continue;
    const name = tableName(batch.table, batch.set);
    const group = groups.get(name);
    if (group === undefined)
      groups.set(name, { table: batch.table, set: batch.set, batches: [batch] });
    else group.batches.push(batch);
  }
  return [...groups.values()];
};

/**
 * Columns for the table function `file`. Low-cardinality texts are read as plain ones, which have
 * the same bytes: the engine builds the dictionaries of a whole block four times as fast.
 */
export const structureOf = (columns: readonly StoredColumn[]): string =>
  columns
    .map(({ name, type }) => `${name} ${type.replace('LowCardinality(String)', 'String')}`)
    .join(', ');

function* numbered(batches: readonly RowBatch[]): Generator<[VersionedRow, number]> {
  for (const { rows, epoch } of batches) for (const row of rows) yield [row, epoch];
}

function* cut({ table, set, batches }: Group, encoder: RowEncoder): Generator<Insert> {
  const stored = storedColumns(table);
  const shape = {
    table: tableName(table, set),
    columns: stored.map(({ name }) => name),
    structure: structureOf(stored),
  };
  encoder.clear();
  let count = 0;
  for (const [row, epoch] of numbered(batches)) {
    encoder.append(row, epoch);
    count++;
    if (encoder.length < insertBytes_max && count < insertRows_max) continue;
    yield { ...shape, rows: encoder.bytes(), count };
    encoder.clear();
    count = 0;
  }
  if (count > 0) yield { ...shape, rows: encoder.bytes(), count };
}

/**
 * Cuts batches into inserts, table by table. The encoders are kept and used again: a table is one
 * caller's at a time.
 */
export const insertsOf = (): ((batches: readonly RowBatch[]) => readonly Iterable<Insert>[]) => {
  const encoders = new WeakMap<Table, RowEncoder>();
  return (batches) =>
    grouped(batches).map((group) => {
      const encoder = encoders.get(group.table) ?? rowEncoder(group.table);
      encoders.set(group.table, encoder);
      return cut(group, encoder);
    });
};
