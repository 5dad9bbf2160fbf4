// The project compiled to a folder of its own, for tests that need it in another process.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

export interface Compiled {
  /** Holds `log/embedded.js` and so on. */
  readonly folder: string;
  remove(): void;
}

/** Compiles the sources below node_modules, so that what they import is found. */
export const compile = async (): Promise<Compiled> => {
  const cache = join(realpathSync(join(root, 'node_modules')), '.cache', 'laddbok');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'compiled-'));
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  await run(tsc, ['-p', join(root, 'tsconfig.build.json'), '--outDir', folder]);
  writeFileSync(join(folder, 'package.json'), '{ "name": "laddbok", "type": "module" }\n');
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
};
