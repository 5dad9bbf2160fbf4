// Rows as they should be, compared with the rows of one partition that a table holds.

import type { EventLog } from '../log/port.ts';
import type { Row, Table } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';
import type { Store, VersionedRow } from '../store/port.ts';
import { canonicalRow, storedRows } from '../store/rows.ts';

/** One row that is not as the log says. Rows as canonical text; null where there is none. */
export interface Difference {
  readonly table: string;
  readonly key: string;
  readonly expected: string | null;
  readonly stored: string | null;
}

/** Whether the log has an event at an offset by now; asked again only where it had not. */
export const existence = (
  { log, topic }: { readonly log: EventLog; readonly topic: string },
  partition: number,
) => {
  let high = 0;
  return async (offset: number): Promise<boolean> => {
    if (offset >= high) {
      const ends = await log.ends(topic);
      high = ends.find((end) => end.partition === partition)?.high ?? 0;
    }
    return offset < high;
  };
};

interface Compared {
  readonly partition: number;
  readonly set: number;
  readonly until: number;
  /** What should be, by key; what is found is taken out. */
  readonly rows: Map<string, VersionedRow>;
  readonly exists: (offset: number) => Promise<boolean>;
  /** Rows that retention may have removed are not compared; by default all are. */
  readonly keeps?: (table: Table, row: Row) => boolean;
}

const everything = (): boolean => true;

export async function* compareRows(
  store: Store,
  table: Table,
  { partition, until, rows, exists, set, keeps = everything }: Compared,
): AsyncGenerator<Difference> {
  for await (const stored of storedRows(store, table, { partition, set })) {
    const key = rowKey(table, stored.row);
    const expected = rows.get(key);
    rows.delete(key);
    if (!keeps(table, stored.row)) continue;
    if (stored.offset >= until && (await exists(stored.offset))) continue;
    const is = canonicalRow(table, stored);
    const should = expected === undefined ? null : canonicalRow(table, expected);
    if (is !== should) yield { table: table.name, key, expected: should, stored: is };
  }
  for (const [key, missing] of rows) {
    if (!keeps(table, missing.row)) continue;
    yield { table: table.name, key, expected: canonicalRow(table, missing), stored: null };
  }
}
