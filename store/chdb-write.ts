// Statements and rows into the embedded engine, on its writing connections.

import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from './chdb-pool.ts';
import { databaseName } from './ddl.ts';
import { faultOf } from './failure.ts';
import { insertSettings } from './insert.ts';
import { textLiteral } from './params.ts';
import type { Store } from './port.ts';
import { writes } from './writes.ts';

/** Rows in a file, in a ClickHouse input format. */
export interface FileInsert {
  readonly table: string;
  readonly columns: readonly string[];
  readonly format: string;
  readonly file: string;
}

/**
 * Bytes up to which the reader of the format takes rows in sooner: a table function has to be
 * planned like a question, but reads twice as fast, texts of low cardinality four times.
 */
export const fewBytes_max = 32 * 1024;

const timeout_ms = 600_000;

const setup = {
  database: databaseName,
  settings: { ...insertSettings, max_execution_time: timeout_ms / 1_000 },
};

const into = ({ table, columns }: FileInsert): string =>
  `INSERT INTO ${table} (${columns.join(', ')})`;

/** The statement that takes in a file of few rows. */
export const insertFew = (insert: FileInsert): string =>
  `${into(insert)} FROM INFILE ${textLiteral(insert.file)} FORMAT ${insert.format}`;

/** The statement that takes in a file of many rows; the structure as `file` wants it. */
export const insertMany = (insert: FileInsert, structure: string): string =>
  `${into(insert)} SELECT * FROM ` +
  `file(${[insert.file, insert.format, structure].map(textLiteral).join(', ')})`;

/** The writing half of a store. Binary rows go by a file: the binding takes them no other way. */
export const writer = (
  pool: Pool,
  { where, inbox }: { readonly where: string; readonly inbox: string },
): Pick<Store, 'command' | 'write'> => {
  let files = 0;
  const command = async (sql: string): Promise<void> => {
    try {
      const { connection, release } = await pool.lease(setup);
      try {
        await connection.session.queryAsync(sql);
      } finally {
        release();
      }
    } catch (thrown) {
      throw faultOf(thrown, { where, timeout_ms });
    }
  };
  return {
    command,
    write: writes(async (piece) => {
      const file = join(inbox, `${files++}.rowbinary`);
      try {
        await writeFile(file, piece.rows);
        const rows = { ...piece, format: 'RowBinary', file };
        const isFew = piece.rows.byteLength <= fewBytes_max;
        await command(isFew ? insertFew(rows) : insertMany(rows, piece.structure));
      } catch (thrown) {
        throw faultOf(thrown, { where, timeout_ms });
      } finally {
        await unlink(file).catch(() => undefined);
      }
    }),
  };
};
