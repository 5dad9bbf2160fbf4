// Opens a store on a fresh folder for tests of questions, with the tables of all rooms in set 1.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFold } from '../app/fold.ts';
import { tablesOf } from '../app/pump.ts';
import type { Row, Table } from '../schemas/table.ts';
import { openChdb, type ChdbStore } from '../store/chdb.ts';

export interface TestStore extends ChdbStore {
  /** Writes rows of one table, each newer than those before. */
  add(table: Table, rows: readonly Row[]): Promise<void>;
}

/** Opens the store; `close` ends it and removes its folder. */
export const openTestStore = async (): Promise<TestStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'laddbok-test-'));
  const store = await openChdb({ folder });
  const fold = await openFold();
  await store.migrate(tablesOf(fold), 1);
  let offset = 0;
  return {
    ...store,
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
    add: async (table, rows) => {
      const versioned = rows.map((row) => ({ row, partition: 0, offset: offset++ }));
      await store.write([{ table, set: 1, epoch: 1, rows: versioned }]);
    },
  };
};
