// The door that a running Laddbok holds open for commands beside it, which may write to its store.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ChdbStore } from '../store/chdb.ts';
import { startEndpoint } from '../store/endpoint.ts';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';

/** Where the door is, and its key: readable by the owner of the data folder alone. */
export interface Door {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

const fileOf = (config: Config): string => dataPath(config, 'maintenance.json');
const password_bytes = 32;

/** Opens the door on a free port of this machine; the key is new at each start. */
export const openDoor = async (config: Config, store: ChdbStore) => {
  const key = { username: 'laddbok', password: randomBytes(password_bytes).toString('hex') };
  const endpoint = await startEndpoint({
    store,
    port: 0,
    credentials: key,
    dangerously_allowWrites: true,
  });
  mkdirSync(dirname(fileOf(config)), { recursive: true });
  rmSync(fileOf(config), { force: true });
  writeFileSync(fileOf(config), JSON.stringify({ url: endpoint.url, ...key }), { mode: 0o600 });
  return {
    close: async (): Promise<void> => {
      rmSync(fileOf(config), { force: true });
      await endpoint.close();
    },
  };
};

/** The door of whoever runs on this data folder; null where there is none. */
export const findDoor = (config: Config): Door | null => {
  try {
    return JSON.parse(readFileSync(fileOf(config), 'utf8')) as Door;
  } catch {
    return null;
  }
};
