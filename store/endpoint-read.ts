// A question over HTTP: checked by the engine's own parser, run on a read-only connection.

import type { ServerResponse } from 'node:http';
import { bind, type Pool } from './chdb-pool.ts';
import { byteStream, isStreamed } from './chdb-stream.ts';
import type { ChdbStore } from './chdb.ts';
import { databaseName } from './ddl.ts';
import { RefusedError, sendBytes, setSummary } from './endpoint-answer.ts';
import { contentTypeOf, heededSettings, type Ask } from './http-ask.ts';
import { limitSettings, sqlBytes_max } from './limits.ts';
import { helloBlock, isHello } from './native-hello.ts';
import { tableBehind } from './reader.ts';
import { paramText } from './params.ts';
import { outsideFunctions, readStatement, refusalOf, type Statement } from './statement.ts';

const parserSetup = {
  database: 'system',
  settings: { max_query_size: sqlBytes_max, readonly: 1 },
};

const linesOf = async (
  pool: Pool,
  sql: string,
  text: string | null,
): Promise<readonly string[]> => {
  const { connection, release } = await pool.lease(parserSetup);
  try {
    if (text !== null) await bind(connection, sql, { q: paramText(text) });
    const answer = await connection.session.queryAsync(sql, { format: 'JSONCompactEachRow' });
    const lines = answer.text().split('\n');
    return lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as [string])[0]);
  } finally {
    release();
  }
};

/** What the engine's parser makes of a text: exactly one statement, or its error. */
export const parseStatement = async (parser: Pool, sql: string): Promise<Statement> => {
  try {
    const [text = ''] = await linesOf(parser, 'SELECT formatQuerySingleLine({q:String})', sql);
    return readStatement(text);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const [, code, said] = /^Code: (\d+)\. DB::Exception: ([^]*?)(?:: In scope SELECT|$)/.exec(
      message,
    ) ?? [null, '62', message];
    const type = code === '62' ? 'SYNTAX_ERROR' : 'BAD_ARGUMENTS';
    throw new RefusedError({ code: Number(code), type, message: said ?? message });
  }
};

const denied = (message: string): RefusedError =>
  new RefusedError({
    code: 164,
    type: 'READONLY',
    message: `Cannot execute query in readonly mode: ${message}`,
  });

const checkViews = (statement: Statement, ask: Ask): void => {
  const table = tableBehind(statement, ask.params);
  if (table === null) return;
  const message = `Not enough privileges. To execute this query, it's necessary to have the grant SELECT on ${table}; read the view of the same name without its number`;
  throw new RefusedError({ code: 497, type: 'ACCESS_DENIED', message });
};

const formatOf = (ask: Ask, statement: Statement): string => {
  const format = statement.format ?? ask.format;
  if (contentTypeOf(format) !== null) return format;
  throw new RefusedError({ code: 73, type: 'UNKNOWN_FORMAT', message: `Unknown format ${format}` });
};

/** Whoever answers questions of one endpoint: the store, and a connection that only parses. */
export interface Reader {
  readonly store: ChdbStore;
  readonly parser: Pool;
  readonly denied: ReadonlySet<string>;
  readonly version: string;
  /** Whether only views are read, as the user of the boards may on a server. */
  readonly viewsOnly?: boolean;
}

export const endpointReader = async (store: ChdbStore, parser: Pool): Promise<Reader> => {
  const functions = await linesOf(parser, 'SELECT name FROM system.table_functions', null);
  const [version = ''] = await linesOf(parser, 'SELECT version()', null);
  return { store, parser, denied: outsideFunctions(functions), version };
};

/** Answers a question, or throws before anything was sent. */
export const answerRead = async (
  { store, parser, denied: functions, version, viewsOnly = false }: Reader,
  ask: Ask,
  response: ServerResponse,
): Promise<void> => {
  const started = performance.now();
  if (ask.nativeClient && isHello(ask.sql)) {
    setSummary(response, { started });
    response.setHeader('X-ClickHouse-Format', 'Native');
    response.end(helloBlock(version));
    return;
  }
  const statement = await parseStatement(parser, ask.sql);
  const refusal = refusalOf(statement, functions);
  if (refusal !== null) throw denied(refusal);
  if (viewsOnly) checkViews(statement, ask);
  const format = formatOf(ask, statement);
  const limits = limitSettings(store.limits, store.limits.streamTimeout_ms, !isStreamed(format));
  const asked = { ...ask.settings, ...statement.settings };
  const settings = {
    ...heededSettings(asked, { session_timezone: 'UTC', ...limits }),
    readonly: 1,
  };
  const database = ask.database ?? databaseName;
  const { connection, release } = await store.streams.lease({ database, settings });
  try {
    await bind(connection, ask.sql, ask.params);
  } catch (thrown) {
    release();
    throw thrown;
  }
  const fault = (thrown: unknown): Error =>
    thrown instanceof Error ? thrown : new Error(String(thrown));
  const bytes = await byteStream(connection, { sql: ask.sql, format, done: release, fault });
  setSummary(response, { started });
  await sendBytes(response, bytes, { format, gzip: ask.gzip });
};
