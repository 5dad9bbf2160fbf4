// An answer or an error in ClickHouse's manner, onto an HTTP response.

import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { AppError, messageOf } from '../lib/errors.ts';
import { codeIn } from './failure.ts';
import { contentTypeOf } from './http-ask.ts';

/** A fault with the ClickHouse code and name that a client knows it by. */
export interface Refusal {
  readonly code: number;
  readonly type: string;
  readonly message: string;
}

/** Thrown to answer with an error; everything else that is thrown is read for its code. */
export class RefusedError extends Error {
  readonly refusal: Refusal;
  readonly status: number | null;

  constructor(refusal: Refusal, status: number | null = null) {
    super(refusal.message);
    this.name = 'RefusedError';
    this.refusal = refusal;
    this.status = status;
  }
}

const statusOf: Readonly<Record<number, number>> = {
  6: 400,
  16: 404,
  27: 400,
  36: 400,
  38: 400,
  41: 400,
  42: 400,
  43: 400,
  46: 404,
  47: 404,
  48: 501,
  53: 400,
  60: 404,
  62: 400,
  73: 404,
  81: 404,
  115: 404,
  159: 408,
  160: 408,
  164: 403,
  193: 401,
  202: 503,
  307: 413,
  456: 400,
  457: 400,
  497: 403,
  516: 403,
};

const serverVersion = '26.7';

interface Shown {
  readonly code: number;
  readonly text: string;
  readonly status: number;
}

const shown = (thrown: unknown): Shown => {
  if (thrown instanceof RefusedError) {
    const { code, type, message } = thrown.refusal;
    const text = `Code: ${code}. DB::Exception: ${message}. (${type}) (version ${serverVersion})`;
    return { code, text, status: thrown.status ?? statusOf[code] ?? 500 };
  }
  const reason = thrown instanceof AppError && thrown.cause !== undefined ? thrown.cause : thrown;
  const said = thrown instanceof AppError ? (thrown.values['reason'] ?? '') : '';
  const message = codeIn(messageOf(reason)) === null ? String(said) : messageOf(reason);
  const code = codeIn(message);
  if (code !== null) return { code, text: message.trim(), status: statusOf[code] ?? 500 };
  const status = thrown instanceof AppError && thrown.retriable ? 503 : 500;
  const text = `Code: 1000. DB::Exception: ${messageOf(thrown)} (STD_EXCEPTION)`;
  return { code: 1000, text, status };
};

/** Headers that every response carries; drivers read the query id and the time zone from them. */
export const setHeaders = (response: ServerResponse, queryId: string | null): void => {
  response.setHeader('X-ClickHouse-Query-Id', queryId ?? randomUUID());
  response.setHeader('X-ClickHouse-Server-Display-Name', 'laddbok');
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
};

/** Answers with an error; a response that has begun is broken off, so that it is not taken as whole. */
export const sendFault = (response: ServerResponse, thrown: unknown): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, text, status } = shown(thrown);
  // What is left of a request that was not read would be taken for the next one.
  if (!response.req.complete) response.setHeader('Connection', 'close');
  response.statusCode = status;
  response.removeHeader('Content-Encoding');
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  response.setHeader('X-ClickHouse-Exception-Code', String(code));
  response.end(`${text}\n`);
};

export interface Summary {
  readonly read_rows?: number;
  readonly read_bytes?: number;
  readonly written_rows?: number;
  readonly result_rows?: number;
  readonly started: number;
}

/** Sets the summary as far as it is known before the first byte of the answer. */
export const setSummary = (response: ServerResponse, summary: Summary): void => {
  const { read_rows = 0, read_bytes = 0, written_rows = 0, result_rows = 0, started } = summary;
  const counts = { read_rows, read_bytes, written_rows, written_bytes: 0, result_rows };
  const more = { total_rows_to_read: 0, result_bytes: read_bytes };
  const elapsed_ns = Math.round((performance.now() - started) * 1e6);
  const texts = Object.entries({ ...counts, ...more, elapsed_ns }).map(([name, value]) => [
    name,
    String(value),
  ]);
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(Object.fromEntries(texts)));
};

/** Sends the bytes of an answer at the pace at which they are read. */
export const sendBytes = async (
  response: ServerResponse,
  bytes: AsyncIterable<Uint8Array>,
  { format, gzip }: { readonly format: string; readonly gzip: boolean },
): Promise<void> => {
  response.setHeader('Content-Type', contentTypeOf(format) ?? 'application/octet-stream');
  response.setHeader('X-ClickHouse-Format', format);
  const source = Readable.from(bytes, { objectMode: false });
  if (!gzip) return pipeline(source, response);
  response.setHeader('Content-Encoding', 'gzip');
  return pipeline(source, createGzip({ level: 1 }), response);
};
