// An answer of the embedded engine as a stream of bytes that reads as one document.

import type { Connection } from './chdb-pool.ts';

// The engine formats each block of rows by itself. Formats of which rows simply follow one another
// can be passed on; where a header comes first it is repeated in every block and must be cut;
// the others (JSON, Parquet) can only be had whole.
const plain = new Set([
  'CSV',
  'JSONCompactEachRow',
  'JSONCompactStringsEachRow',
  'JSONEachRow',
  'JSONLines',
  'JSONStringsEachRow',
  'NDJSON',
  'Native',
  'Null',
  'RowBinary',
  'TSV',
  'TSVRaw',
  'TabSeparated',
  'TabSeparatedRaw',
]);

const headerLines: Readonly<Record<string, number>> = {
  CSVWithNames: 1,
  CSVWithNamesAndTypes: 2,
  JSONCompactEachRowWithNames: 1,
  JSONCompactEachRowWithNamesAndTypes: 2,
  TSVWithNames: 1,
  TSVWithNamesAndTypes: 2,
  TabSeparatedWithNames: 1,
  TabSeparatedWithNamesAndTypes: 2,
};

const newline = 0x0a;
const quote = 0x22;

/** Where the first `lines` lines end; a line break within quotes of a CSV belongs to its line. */
const endOfLines = (bytes: Uint8Array, lines: number, csv: boolean): number => {
  let left = lines;
  let inside = false;
  for (let i = 0; i < bytes.length; i++) {
    if (csv && bytes[i] === quote) inside = !inside;
    if (bytes[i] !== newline || inside) continue;
    left--;
    if (left === 0) return i + 1;
  }
  return bytes.length;
};

/** Whether answers in a format are passed on as they are made; else they are made whole first. */
export const isStreamed = (format: string): boolean => format in headerLines || plain.has(format);

/** A query with its output format. */
export interface StreamedQuery {
  readonly sql: string;
  readonly format: string;
  /** Called once: at the end, on an error, or when the reader stops reading. */
  readonly done: () => void;
  /** Reads what the engine throws midway. */
  readonly fault: (thrown: unknown) => Error;
}

type Chunk = IteratorResult<Uint8Array, undefined>;

const ended: Chunk = { done: true, value: undefined };

const nextOf = async <T>(
  chunks: AsyncIterator<T>,
  { done, fault }: StreamedQuery,
): Promise<IteratorResult<T>> => {
  try {
    return await chunks.next();
  } catch (thrown) {
    done();
    throw fault(thrown);
  }
};

/** A stream of chunks with the headers cut from all but the first. */
const chunksOf = (connection: Connection, query: StreamedQuery) => {
  const { sql, format, done } = query;
  const lines = headerLines[format] ?? 0;
  const csv = format.startsWith('CSV');
  const stream = connection.session.queryStream(sql, { format });
  const chunks = stream[Symbol.asyncIterator]();
  let first = true;
  let fetching: Promise<unknown> = Promise.resolve();
  const next = async (): Promise<Chunk> => {
    const fetched = nextOf(chunks, query);
    fetching = fetched;
    const chunk = await fetched;
    if (chunk.done === true) {
      done();
      return ended;
    }
    const bytes = chunk.value.raw();
    const from = first || lines === 0 ? 0 : endOfLines(bytes, lines, csv);
    first = false;
    return { done: false, value: from === 0 ? bytes : bytes.subarray(from) };
  };
  const stop = async (): Promise<Chunk> => {
    stream.cancel();
    // The engine cannot be interrupted within a block; until then the connection is not free.
    await fetching.catch(() => undefined);
    done();
    return ended;
  };
  return { next, stop };
};

/**
 * Starts a query and resolves with its bytes once the first are there, so that a query that cannot
 * run rejects here and not midway. The connection is in use until `done` is called.
 */
export const byteStream = async (
  connection: Connection,
  query: StreamedQuery,
): Promise<AsyncIterable<Uint8Array>> => {
  try {
    if (!isStreamed(query.format)) {
      const { sql, format } = query;
      const bytes = (await connection.session.queryAsync(sql, { format })).bytes();
      query.done();
      return once(bytes);
    }
    const { next, stop } = chunksOf(connection, query);
    let ahead: Chunk | null = await next();
    const following = async (): Promise<Chunk> => {
      const held = ahead;
      ahead = null;
      return held ?? next();
    };
    return { [Symbol.asyncIterator]: () => ({ next: following, return: stop }) };
  } catch (thrown) {
    query.done();
    throw query.fault(thrown);
  }
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
