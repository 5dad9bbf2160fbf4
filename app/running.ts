// Where a running Laddbok of this data folder can be reached, so that commands can ask it.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';

export interface Running {
  readonly pid: number;
  readonly api: string;
  readonly gateway: string;
  /** The read-only ClickHouse endpoint over the embedded store; empty with a server. */
  readonly clickhouse: string;
}

const fileOf = (config: Config): string => dataPath(config, 'running.json');

export const announce = (config: Config, running: Running): void => {
  mkdirSync(dirname(fileOf(config)), { recursive: true });
  writeFileSync(fileOf(config), `${JSON.stringify(running)}\n`);
};

export const withdraw = (config: Config): void => {
  rmSync(fileOf(config), { force: true });
};

/** Our own id in a note that we are about to read is one that the system has given out again. */
const lives = (pid: number): boolean => {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** What runs on this data folder now; null where nothing does, or what did has died. */
export const findRunning = (config: Config): Running | null => {
  try {
    const running = JSON.parse(readFileSync(fileOf(config), 'utf8')) as Running;
    return lives(running.pid) ? running : null;
  } catch {
    return null;
  }
};
