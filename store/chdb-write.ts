// Statements and rows into the embedded engine, one after another on its one writing connection.

import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from './chdb-pool.ts';
import { databaseName } from './ddl.ts';
import { faultOf } from './failure.ts';
import { insertSettings, insertsOf, type Insert } from './insert.ts';
import { textLiteral } from './params.ts';
import type { Store } from './port.ts';

/** Rows in a file, in a ClickHouse input format. */
export interface FileInsert {
  readonly table: string;
  readonly columns: readonly string[];
  /** Columns with their types, as the table function `file` wants them. */
  readonly structure: string;
  readonly format: string;
  readonly file: string;
}

const timeout_ms = 600_000;

const setup = {
  database: databaseName,
  settings: { ...insertSettings, max_execution_time: timeout_ms / 1_000 },
};

/** The statement that takes the rows of a file in. */
export const insertSql = ({ table, columns, structure, format, file }: FileInsert): string =>
  `INSERT INTO ${table} (${columns.join(', ')}) ` +
  `SELECT * FROM file(${[file, format, structure].map(textLiteral).join(', ')})`;

type Run = (sql: string) => Promise<unknown>;

/** The writing half of a store. Binary rows go by a file: the binding takes them no other way. */
export const writer = (
  pool: Pool,
  { where, inbox }: { readonly where: string; readonly inbox: string },
): Pick<Store, 'command' | 'write'> => {
  const inserts = insertsOf();
  let files = 0;
  const exclusively = async (work: (run: Run) => Promise<unknown>): Promise<void> => {
    try {
      const { connection, release } = await pool.lease(setup);
      try {
        await work(async (sql) => connection.session.queryAsync(sql));
      } finally {
        release();
      }
    } catch (thrown) {
      throw faultOf(thrown, { where, timeout_ms });
    }
  };
  const insert = async (piece: Insert, run: Run): Promise<void> => {
    const file = join(inbox, `${files++}.rowbinary`);
    try {
      await writeFile(file, piece.rows);
      await run(insertSql({ ...piece, format: 'RowBinary', file }));
    } finally {
      await unlink(file).catch(() => undefined);
    }
  };
  return {
    command: async (sql) => exclusively(async (run) => run(sql)),
    write: async (batches) =>
      exclusively(async (run) => {
        for (const piece of inserts(batches)) await insert(piece, run);
      }),
  };
};
