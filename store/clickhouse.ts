// The store on a server: ClickHouse 26.3 or later through its own client.

import { Readable } from 'node:stream';
import {
  ClickHouseError,
  createClient,
  drainStream,
  type ClickHouseSettings,
} from '@clickhouse/client';
import { AppError } from '../lib/errors.ts';
import { isStreamed } from './chdb-stream.ts';
import { answerSettings, limitSettings } from './limits.ts';
import { createDatabase, databaseName } from './ddl.ts';
import { engineFault, faultOf } from './failure.ts';
import { insertSettings, type Insert } from './insert.ts';
import { migrateTables } from './migrate.ts';
import type { Query, QueryLimits, Store } from './port.ts';
import { writes } from './writes.ts';

export interface ClickHouseOptions {
  /** `http://host:8123` or `https://…`. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
  /** Settings of every insert beyond the store's own, as `{ insert_quorum: 'auto' }`. */
  readonly insertSettings?: Readonly<Record<string, string | number>>;
  readonly queryMemory_bytes?: number;
  readonly queryTimeout_ms?: number;
  readonly streamTimeout_ms?: number;
}

const defaults = {
  username: 'default',
  password: '',
  database: databaseName,
  insertSettings: {},
  queryMemory_bytes: 4 * 1024 ** 3,
  queryTimeout_ms: 30_000,
  streamTimeout_ms: 600_000,
} as const;

type Settled = Required<ClickHouseOptions>;
type Client = ReturnType<typeof createClient>;

const connections_max = 16;
/** Below the 3 s after which older servers close an idle connection under the client's hands. */
const idleSocket_ms = 2_500;
const writeTimeout_ms = 600_000;
const pingTimeout_ms = 5_000;
/** What a server is given beyond the limit of a query to say so itself, before we hang up. */
const grace_ms = 5_000;

const clientFor = ({ url, username, password }: Settled, database: string): Client =>
  createClient({
    url,
    username,
    password,
    database,
    application: 'laddbok',
    max_open_connections: connections_max,
    // Every call has its own limit below; this one is for what forgets to say.
    request_timeout: writeTimeout_ms + grace_ms,
    keep_alive: { enabled: true, idle_socket_ttl: idleSocket_ms },
    compression: { response: true, request: false },
    log: { level: 127 },
  });

const fault = (thrown: unknown, where: string, timeout_ms: number): Error => {
  if (thrown instanceof ClickHouseError) {
    const reason = `Code: ${thrown.code}. ${thrown.message.trim()} (${thrown.type ?? ''})`;
    const [line = ''] = reason.split('\n', 1);
    return engineFault({ code: Number(thrown.code), reason: line }, { where, timeout_ms }, thrown);
  }
  if (thrown instanceof Error && /abort|timeout/i.test(`${thrown.name} ${thrown.message}`)) {
    const reason = `no answer within ${timeout_ms} ms`;
    return new AppError('STORE_UNAVAILABLE', { where, reason }, thrown);
  }
  return faultOf(thrown, { where, timeout_ms });
};

/** Creates the database where it is missing; a server where it is there need not grant that. */
const ensureDatabase = async (settled: Settled): Promise<void> => {
  const client = clientFor(settled, 'default');
  try {
    const found = await client.query({
      query: 'SELECT count() AS n FROM system.databases WHERE name = {name:String}',
      query_params: { name: settled.database },
      format: 'JSONEachRow',
    });
    const [row] = await found.json<{ readonly n: number | string }>();
    if (Number(row?.n) === 0) await client.command({ query: createDatabase(settled.database) });
  } finally {
    await client.close();
  }
};

interface Call {
  readonly client: Client;
  readonly settled: Settled;
}

const insert = async ({ client, settled }: Call, piece: Insert): Promise<void> => {
  const { stream } = await client.exec({
    query: `INSERT INTO ${piece.table} (${piece.columns.join(', ')}) FORMAT RowBinary`,
    values: Readable.from([piece.rows], { objectMode: false }),
    clickhouse_settings: strings({ ...insertSettings, ...settled.insertSettings }),
    abort_signal: AbortSignal.timeout(writeTimeout_ms),
  });
  await drainStream(stream);
};

// The client's types want 64-bit settings as text.
const strings = (settings: Readonly<Record<string, string | number>>): ClickHouseSettings =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));

const readSettings = (
  settled: Settled,
  timeout_ms: number,
  whole: boolean,
): ClickHouseSettings => ({
  ...answerSettings,
  ...strings(limitSettings(settled, timeout_ms, whole)),
  readonly: '2',
});

/** What a server writes into an answer that it cannot complete, after its marker. */
const tail_bytes = 32 * 1024;

async function* untilBroken(stream: Readable, read: (thrown: unknown) => Error) {
  let tail = Buffer.alloc(0);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      tail = Buffer.concat([tail, chunk]).subarray(-tail_bytes);
      yield chunk;
    }
  } catch (thrown) {
    throw read(thrown);
  }
  const broken = /\r\n__exception__\r\n\S+\r\n(Code: [\s\S]*)$/.exec(tail.toString('latin1'));
  if (broken !== null) throw read(new Error(broken[1]));
}

const reading = ({ client, settled }: Call): Pick<Store, 'query' | 'stream'> => {
  const where = settled.url;
  const query = async <T extends Readonly<Record<string, unknown>>>(
    { sql, params }: Query,
    { timeout_ms = settled.queryTimeout_ms }: QueryLimits = {},
  ): Promise<readonly T[]> => {
    try {
      const answer = await client.query({
        query: sql,
        query_params: params,
        format: 'JSONEachRow',
        clickhouse_settings: readSettings(settled, timeout_ms, true),
        abort_signal: AbortSignal.timeout(timeout_ms + grace_ms),
      });
      return await answer.json<T>();
    } catch (thrown) {
      throw fault(thrown, where, timeout_ms);
    }
  };
  const stream: Store['stream'] = async ({ sql, params }, format) => {
    const timeout_ms = settled.streamTimeout_ms;
    const read = (thrown: unknown): Error => fault(thrown, where, timeout_ms);
    try {
      const answer = await client.exec({
        query: `${sql}\nFORMAT ${format}`,
        query_params: params,
        clickhouse_settings: readSettings(settled, timeout_ms, !isStreamed(format)),
        abort_signal: AbortSignal.timeout(timeout_ms + grace_ms),
      });
      return untilBroken(answer.stream, read);
    } catch (thrown) {
      throw read(thrown);
    }
  };
  return { query, stream };
};

/**
 * Opens the store on a server, making its database where it is missing. Throws `STORE_UNAVAILABLE`
 * where the server does not answer, `QUERY_FAILED` where it refuses (as for a wrong password).
 */
export const openClickHouse = async (options: ClickHouseOptions): Promise<Store> => {
  const settled: Settled = { ...defaults, ...options };
  const where = settled.url;
  const client = clientFor(settled, settled.database);
  const faults = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      throw fault(thrown, where, writeTimeout_ms);
    }
  };
  await faults(async () => ensureDatabase(settled));
  const call = { client, settled };
  const { query, stream } = reading(call);
  const command: Store['command'] = async (sql) =>
    faults(async () =>
      client.command({ query: sql, abort_signal: AbortSignal.timeout(writeTimeout_ms) }),
    );
  return {
    engine: 'clickhouse',
    query,
    stream,
    command,
    migrate: async (tables, set, views = true) =>
      migrateTables({ command, query }, tables, { set, views }),
    write: writes(async (piece) => faults(async () => insert(call, piece))),
    ping: async () =>
      faults(async () => {
        const signal = AbortSignal.timeout(pingTimeout_ms);
        const pong = await client.ping({ select: false, abort_signal: signal });
        if (!pong.success) throw pong.error;
      }),
    close: async () => client.close(),
  };
};
