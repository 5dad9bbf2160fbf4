// Rows waiting to be written: of each key only the newest, since every row is absolute.

import type { Emission } from '../processors/define.ts';
import type { Table } from '../schemas/table.ts';
import type { RowBatch, VersionedRow } from '../store/port.ts';

export interface RowBuffer {
  add(emission: Emission, position: { readonly partition: number; readonly offset: number }): void;
  /** Rows held, over all tables. */
  size(): number;
  /** All rows by table, newest of each key; the buffer is empty afterwards. */
  take(into: { readonly set: number; readonly epoch: number }): readonly RowBatch[];
}

/** Identity of a row among the rows of its table. */
export const keyOf = (table: Table, row: Emission['row']): string => {
  let key = '';
  for (const column of table.key) key += `${String(row[column])}\u0000`;
  return key;
};

export const rowBuffer = (): RowBuffer => {
  let tables = new Map<Table, Map<string, VersionedRow>>();
  let rows = 0;
  const rowsOf = (table: Table): Map<string, VersionedRow> => {
    const known = tables.get(table);
    if (known !== undefined) return known;
    const created = new Map<string, VersionedRow>();
    tables.set(table, created);
    return created;
  };
  return {
    add: ({ table, row }, { partition, offset }) => {
      const held = rowsOf(table);
      const before = held.size;
      held.set(keyOf(table, row), { row, partition, offset });
      rows += held.size - before;
    },
    size: () => rows,
    take: ({ set, epoch }) => {
      const taken = [...tables].map(([table, held]) => ({
        table,
        set,
        epoch,
        rows: [...held.values()],
      }));
      tables = new Map();
      rows = 0;
      return taken;
    },
  };
};
