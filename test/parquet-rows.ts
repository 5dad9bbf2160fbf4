// Reads a Parquet file back with the embedded engine, as whoever receives it would with theirs.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../store/port.ts';

/** Columns of a file, row by row in its order. */
export const parquetRows = async (store: Store, bytes: Uint8Array, columns: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'laddbok-parquet-'));
  try {
    const file = join(folder, 'read.parquet');
    await writeFile(file, bytes);
    // Questions may not read files: what was read is put where a question finds it.
    await store.command('DROP TABLE IF EXISTS laddbok.read_back');
    await store.command(
      'CREATE TABLE laddbok.read_back ENGINE = Log AS ' +
        `SELECT ${columns} FROM file('${file}', Parquet)`,
    );
    return await store.query({ sql: 'SELECT * FROM laddbok.read_back', params: {} });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
