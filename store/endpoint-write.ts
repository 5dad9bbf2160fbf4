// Statements that change tables, and rows of an INSERT, over HTTP: only where writes are allowed.

import type { ServerResponse } from 'node:http';
import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fewBytes_max, type FileInsert, insertFew, insertMany } from './chdb-write.ts';
import type { ChdbStore } from './chdb.ts';
import { databaseName } from './ddl.ts';
import { RefusedError, setSummary } from './endpoint-answer.ts';
import type { Ask } from './http-ask.ts';
import { insertSettings } from './insert.ts';
import { textLiteral } from './params.ts';

const insertPattern =
  /^\s*INSERT\s+INTO\s+(?:TABLE\s+)?([\w.]+)\s*\(([\w\s,]+)\)\s*FORMAT\s+(\w+)\s*;?\s*$/i;

/** Whether a text only asks, as far as its first word says. */
export const isQuestion = (sql: string): boolean =>
  /^\s*(?:SELECT|WITH|SHOW|DESC|DESCRIBE|EXPLAIN|EXISTS|\()/i.test(sql);

let files = 0;

type Run = (sql: string) => Promise<string>;

/** The columns of an insert with the types that their table gives them. */
const structureOf = async ({ table, columns }: FileInsert, run: Run): Promise<string> => {
  const found = await run(`SELECT name, type FROM system.columns
    WHERE database = currentDatabase() AND table = ${textLiteral(table)}`);
  const types = new Map(
    found.split('\n').map((line) => JSON.parse(line || '[]') as [string, string]),
  );
  return columns.map((column) => `${column} ${types.get(column) ?? ''}`).join(', ');
};

const insertRows = async ({ sql, data }: Ask, run: Run, inbox: string): Promise<void> => {
  const [, table = '', list = '', format = ''] = insertPattern.exec(sql) ?? [];
  if (table === '' || data === null)
    throw new RefusedError({
      code: 48,
      type: 'NOT_IMPLEMENTED',
      message: 'INSERT wants a list of columns, FORMAT and rows',
    });
  const columns = list.split(',').map((column) => column.trim());
  const insert = { table, columns, format, file: join(inbox, `http-${files++}`) };
  try {
    await writeFile(insert.file, data);
    const isFew = data.byteLength <= fewBytes_max;
    await run(isFew ? insertFew(insert) : insertMany(insert, await structureOf(insert, run)));
  } finally {
    await unlink(insert.file).catch(() => undefined);
  }
};

/** Runs a statement or takes rows in, on a writing connection. */
export const answerWrite = async (
  store: ChdbStore,
  ask: Ask,
  response: ServerResponse,
): Promise<void> => {
  const started = performance.now();
  const database = ask.database ?? databaseName;
  const { connection, release } = await store.writing.lease({ database, settings: insertSettings });
  const run: Run = async (sql) =>
    (await connection.session.queryAsync(sql, { format: 'JSONCompactEachRow' })).text();
  try {
    if (ask.data === null) await run(ask.sql);
    else await insertRows(ask, run, store.inbox);
  } finally {
    release();
  }
  setSummary(response, { started });
  response.end();
};
