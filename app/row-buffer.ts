// Rows waiting to be written: of neighbouring rows of one key only the newest.

import type { Emission } from '../processors/define.ts';
import type { Row, Table } from '../schemas/table.ts';
import { sameKey } from '../schemas/table.ts';
import type { RowBatch, VersionedRow } from '../store/port.ts';

interface Pending {
  row: Row;
  readonly partition: number;
  offset: number;
}

/** The rows of one station that wait; a station keeps it, so that no row is looked up by text. */
export interface StationRows {
  /** Rows of one flush share a number; those of an earlier flush are gone. */
  flush: number;
  readonly newest: Map<Table, Pending>;
}

export interface RowBuffer {
  /** A place for the rows of a station. */
  station(): StationRows;
  add(rows: StationRows, emission: Emission, position: Position): void;
  /** Rows held, over all tables. */
  size(): number;
  /** All rows by table; the buffer is empty afterwards. */
  take(into: { readonly set: number; readonly epoch: number }): readonly RowBatch[];
}

export interface Position {
  readonly partition: number;
  readonly offset: number;
}

/**
 * A row takes the place of the one before it of the same station and table when both have one key.
 * Rows of a key that are further apart are written both, and the higher version stands: the fold
 * makes at most one row of a key from one event.
 */
export const rowBuffer = (): RowBuffer => {
  let tables = new Map<Table, Pending[]>();
  let rows = 0;
  let flush = 0;
  const listOf = (table: Table): Pending[] => {
    const known = tables.get(table);
    if (known !== undefined) return known;
    const created: Pending[] = [];
    tables.set(table, created);
    return created;
  };
  return {
    station: () => ({ flush, newest: new Map() }),
    add: (station, { table, row }, { partition, offset }) => {
      if (station.flush !== flush) {
        station.newest.clear();
        station.flush = flush;
      }
      const newest = station.newest.get(table);
      if (newest !== undefined && sameKey(table, newest.row, row)) {
        newest.row = row;
        newest.offset = offset;
        return;
      }
      const pending: Pending = { row, partition, offset };
      station.newest.set(table, pending);
      listOf(table).push(pending);
      rows += 1;
    },
    size: () => rows,
    take: ({ set, epoch }) => {
      const taken = [...tables].map(([table, held]) => {
        const written: readonly VersionedRow[] = held;
        return { table, set, epoch, rows: written };
      });
      tables = new Map();
      rows = 0;
      flush += 1;
      return taken;
    },
  };
};
