// The secret behind transaction ids: set, or made once and kept in the data folder.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';

const secret_bytes = 32;

/** Several processes may ask at once: the first to write it wins, all read the same. */
export const secretOf = (config: Config): string => {
  if (config.LADDBOK_SECRET !== '') return config.LADDBOK_SECRET;
  const file = dataPath(config, 'secret');
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, randomBytes(secret_bytes).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8');
};
