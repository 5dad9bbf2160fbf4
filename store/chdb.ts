// The store within the process: chDB on a folder, some connections that write and some that read.

import { drainPending } from 'chdb';
import { foldersOf, startEngine } from './chdb-engine.ts';
import { connectionPool, type Pool } from './chdb-pool.ts';
import { reader } from './chdb-read.ts';
import { writer } from './chdb-write.ts';
import { faultOf } from './failure.ts';
import type { ReadLimits } from './limits.ts';
import { migrateTables } from './migrate.ts';
import type { Store } from './port.ts';
import { lanes } from './side-by-side.ts';

export interface ChdbOptions {
  /** Folder of the data; made where it is missing. One process at a time may have it open. */
  readonly folder: string;
  /** Connections that answer questions at the same time. */
  readonly readers?: number;
  /** Answers that are streamed at the same time, at the pace of whoever reads them. */
  readonly streams?: number;
  /** Memory that the engine may take, queries and caches together. */
  readonly memory_bytes?: number;
  /** Memory that one query may take. */
  readonly queryMemory_bytes?: number;
  /** Longest run of a query that names no limit of its own. */
  readonly queryTimeout_ms?: number;
  /** Longest run of an answer that is streamed. */
  readonly streamTimeout_ms?: number;
}

/** The embedded store, with what its HTTP endpoint needs of it. */
export interface ChdbStore extends Store {
  /** Where the engine keeps its files; further connections open it. */
  readonly path: string;
  readonly streams: Pool;
  /** For statements that change tables, and inserts. */
  readonly writing: Pool;
  readonly limits: ReadLimits;
  /** A folder on the disk of the data for rows on their way in; emptied at every start. */
  readonly inbox: string;
}

// Every query that runs holds a thread of libuv's pool, in which files are also read and the log is
// synced. The pool has four threads unless UV_THREADPOOL_SIZE was set before the process began, and
// should have more than there are connections here.
const defaults = {
  readers: 3,
  streams: 4,
  memory_bytes: 2 * 1024 ** 3,
  queryMemory_bytes: 1024 ** 3,
  queryTimeout_ms: 30_000,
  streamTimeout_ms: 600_000,
} as const;

/**
 * Opens the store on a folder. Throws `STORE_LOCKED` where another process has it open,
 * `STORE_UNAVAILABLE` where the folder cannot be used. A process has one folder open at a time.
 */
export const openChdb = async (options: ChdbOptions): Promise<ChdbStore> => {
  const limits = { ...defaults, ...options };
  const where = options.folder;
  const { engine: path, inbox } = foldersOf(where);
  const engine = await startEngine(where, limits.memory_bytes);
  const readers = connectionPool(path, limits.readers);
  const streams = connectionPool(path, limits.streams);
  const writing = connectionPool(path, lanes);
  const { query, stream } = reader({ readers, streams }, where, limits);
  const { command, write } = writer(writing, { where, inbox });
  return {
    engine: 'chdb',
    path,
    streams,
    writing,
    limits,
    inbox,
    migrate: async (tables, set, views = true) =>
      migrateTables({ command, query }, tables, { set, views }),
    write,
    query,
    stream,
    command,
    ping: async () => {
      await engine.queryAsync('SELECT 1').catch((thrown: unknown) => {
        throw faultOf(thrown, { where });
      });
    },
    close: async () => {
      await Promise.all([readers, streams, writing].map(async (pool) => pool.close()));
      engine.close();
      await drainPending();
    },
  };
};
