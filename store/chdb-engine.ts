// Starts the embedded engine on a folder, or says why it cannot be had.

import { constants } from 'node:fs';
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Session } from 'chdb';
import { AppError, messageOf } from '../lib/errors.ts';
import { createDatabase, databaseName } from './ddl.ts';

export interface EngineFolders {
  readonly engine: string;
  /** Rows on their way in; emptied at every start. */
  readonly inbox: string;
}

export const foldersOf = (folder: string): EngineFolders => ({
  engine: join(folder, 'engine'),
  inbox: join(folder, 'inbox'),
});

/** Marks of the index that stay in memory. */
const markCache_bytes = 128 * 1024 * 1024;

/** The process that holds the folder, as the engine's own note says; null where none is alive. */
const holder = async (engine: string): Promise<number | null> => {
  const status = await readFile(join(engine, 'status'), 'utf8').catch(() => '');
  const pid = Number(/^PID: (\d+)/m.exec(status)?.[1] ?? 0);
  if (pid === 0 || pid === process.pid) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM' ? pid : null;
  }
};

const prepare = async ({ engine, inbox }: EngineFolders): Promise<void> => {
  await mkdir(engine, { recursive: true });
  await mkdir(inbox, { recursive: true });
  await access(engine, constants.R_OK | constants.W_OK);
};

/**
 * The first connection of a process, which starts the engine and keeps it. Throws `STORE_LOCKED`
 * where another process has the folder open, `STORE_UNAVAILABLE` where it cannot be used.
 */
export const startEngine = async (folder: string, memory_bytes: number): Promise<Session> => {
  const folders = foldersOf(folder);
  try {
    await prepare(folders);
    const session = new Session(folders.engine, {
      connectionArgs: [
        `--max_server_memory_usage=${memory_bytes}`,
        `--mark_cache_size=${markCache_bytes}`,
      ],
    });
    await session.queryAsync(createDatabase(databaseName));
    // Only now is the folder ours: what a killed process left half written may go.
    await rm(folders.inbox, { recursive: true, force: true });
    await mkdir(folders.inbox);
    return session;
  } catch (thrown) {
    if ((await holder(folders.engine)) !== null)
      throw new AppError('STORE_LOCKED', { folder }, thrown);
    const reason = messageOf(thrown);
    throw new AppError('STORE_UNAVAILABLE', { where: folder, reason }, thrown);
  }
};
