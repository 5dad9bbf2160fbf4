// ClickHouse's HTTP interface over the embedded store, for its clients, for curl and for Grafana.

import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { AppError, messageOf } from '../lib/errors.ts';
import { connectionPool } from './chdb-pool.ts';
import type { ChdbStore } from './chdb.ts';
import { RefusedError, sendFault, setHeaders } from './endpoint-answer.ts';
import { answerRead, endpointReader, type Reader } from './endpoint-read.ts';
import { answerWrite, isQuestion } from './endpoint-write.ts';
import { readAsk } from './http-ask.ts';
import { readerName } from './reader.ts';

export interface EndpointOptions {
  readonly store: ChdbStore;
  /** Address to listen on; anything but loopback wants credentials. */
  readonly host?: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Whom to answer; anybody on this machine where absent. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Allows statements that change tables. Only for a trusted caller on this machine. */
  readonly dangerously_allowWrites?: boolean;
}

export interface Endpoint {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** A statement and its parameters; longer bodies are refused while they are read. */
const questionBytes_max = 4 * 1024 * 1024;
/** Rows of an INSERT, where writes are allowed. */
const insertBytes_max = 256 * 1024 * 1024;
const requestTimeout_ms = 60_000;
/** Parameters travel in the address: as long as ClickHouse takes one (http_max_uri_size). */
const addressBytes_max = 1024 * 1024;
/** Above the 2.5 s for which ClickHouse's client keeps an idle connection. */
const keepAlive_ms = 10_000;

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

const bodyOf = async (request: IncomingMessage, most: number): Promise<Uint8Array> => {
  const tooLarge = (): RefusedError =>
    new RefusedError(
      { code: 307, type: 'TOO_MANY_BYTES', message: `More than ${most} bytes` },
      413,
    );
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw tooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: most });
  } catch (thrown) {
    if (thrown instanceof RangeError) throw tooLarge();
    throw new RefusedError(
      { code: 354, type: 'CANNOT_DECOMPRESS', message: messageOf(thrown) },
      400,
    );
  }
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const given = (request: IncomingMessage, url: URL): readonly [string, string] => {
  const { authorization } = request.headers;
  if (authorization?.startsWith('Basic ') === true) {
    const pair = Buffer.from(authorization.slice(6), 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    return [pair.slice(0, colon), pair.slice(colon + 1)];
  }
  const { 'x-clickhouse-user': user, 'x-clickhouse-key': key } = request.headers;
  return [
    String(user ?? url.searchParams.get('user') ?? ''),
    String(key ?? url.searchParams.get('password') ?? ''),
  ];
};

/**
 * Without credentials only this machine is answered, and only under its own name: a page in a
 * browser here could otherwise read the store under a name that its server points at us.
 */
const checkCaller = (request: IncomingMessage, url: URL, options: EndpointOptions): void => {
  const { credentials } = options;
  if (credentials === undefined) {
    if (loopback.has(url.hostname.replaceAll(/[[\]]/g, ''))) return;
    const message = `${url.hostname} is not the name of this machine`;
    throw new RefusedError({ code: 516, type: 'AUTHENTICATION_FAILED', message }, 403);
  }
  const [username, password] = given(request, url);
  const same = timingSafeEqual(
    digest(JSON.stringify([username, password])),
    digest(JSON.stringify([credentials.username, credentials.password])),
  );
  if (same) return;
  const message = `${username}: Authentication failed: password is incorrect, or there is no user with such name`;
  throw new RefusedError({ code: 516, type: 'AUTHENTICATION_FAILED', message }, 403);
};

const answer = async (
  { reader, options }: { readonly reader: Reader; readonly options: EndpointOptions },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '-'}`);
  const writes = options.dangerously_allowWrites === true;
  checkCaller(request, url, options);
  if (url.pathname === '/ping' || url.pathname === '/replicas_status') {
    await options.store.ping();
    response.end('Ok.\n');
    return;
  }
  if (url.pathname !== '/') throw noSuchPath(url.pathname);
  if (request.method !== 'GET' && request.method !== 'POST')
    throw new RefusedError({ code: 1000, type: 'BAD_REQUEST', message: 'GET or POST only' }, 405);
  const body = await bodyOf(request, writes ? insertBytes_max : questionBytes_max);
  const ask = readAsk(url, request.headers, body);
  setHeaders(response, ask.queryId);
  if (url.searchParams.get('compress') === '1' || url.searchParams.get('decompress') === '1')
    throw new RefusedError({ code: 48, type: 'NOT_IMPLEMENTED', message: 'Use gzip over HTTP' });
  if (ask.sql.trim() === '') {
    response.end('Ok.\n');
    return;
  }
  const changes = !isQuestion(ask.sql) && (ask.settings['readonly'] ?? '0') === '0';
  if (writes && changes) return answerWrite(options.store, ask, response);
  const viewsOnly = given(request, url)[0] === readerName;
  return answerRead({ ...reader, viewsOnly }, ask, response);
};

const noSuchPath = (path: string): RefusedError => {
  const message = `There is no handle ${path}. Use / or /ping for health checks`;
  return new RefusedError({ code: 1000, type: 'NOT_FOUND', message }, 404);
};

const listening = async (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (thrown: NodeJS.ErrnoException) => {
      const values = { port, host, setting: 'LADDBOK_CLICKHOUSE_PORT' };
      reject(thrown.code === 'EADDRINUSE' ? new AppError('PORT_TAKEN', values, thrown) : thrown);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/**
 * Starts the endpoint. Only questions are answered, unless writes are allowed. Throws
 * `CONFIG_INVALID` for an address beyond this machine without credentials, `PORT_TAKEN`.
 */
export const startEndpoint = async (options: EndpointOptions): Promise<Endpoint> => {
  const { store, host = '127.0.0.1' } = options;
  if (!loopback.has(host) && options.credentials === undefined) {
    const problems = `the ClickHouse endpoint on ${host} wants a user name and a password`;
    throw new AppError('CONFIG_INVALID', { problems });
  }
  const parser = connectionPool(store.path, 1);
  const reader = await endpointReader(store, parser);
  const server = createServer({ maxHeaderSize: addressBytes_max }, (request, response) => {
    answer({ reader, options }, request, response).catch((thrown: unknown) =>
      sendFault(response, thrown),
    );
  });
  server.requestTimeout = requestTimeout_ms;
  server.keepAliveTimeout = keepAlive_ms;
  const port = await listening(server, host, options.port);
  return {
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: async () => {
      server.closeIdleConnections();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await parser.close();
    },
  };
};
