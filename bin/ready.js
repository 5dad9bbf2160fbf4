// Makes a clone ready to run: packages installed, dist/ built. Silent and quick when it is so.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publish } from './publish.js';
import { NotReady, runQuietly, runWithProgress } from './run-child.js';
import { withLock } from './lock.js';
import { fingerprint, packagesAreThere, rememberPackages } from './state.js';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built-from');
// Part of the fingerprint, so that a change of how we build makes a build of before count as old.
const recipe = '1';

/** A published package brings its dist/ along and has nothing to build it from. */
const isClone = () => existsSync(join(root, 'tsconfig.build.json'));

const builtFrom = () => {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return '';
  }
};

const wanted = () => `${recipe} ${fingerprint(root)}`;

const install = async () => {
  await runWithProgress({
    saying: 'laddbok: installing packages with npm ci (once, about a minute)',
    command: 'npm',
    args: ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    cwd: root,
  });
  rememberPackages(root);
};

const build = async () => {
  const sources = wanted();
  const next = join(root, '.cache', 'build');
  // We hold the lock: what is there was left by a build that was killed.
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  try {
    // The compiler's messages go to stderr: stdout belongs to the command that is about to run.
    await runQuietly({
      saying: 'laddbok: building dist/',
      command: process.execPath,
      args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', next],
      cwd: root,
    });
    publish(next, join(root, 'dist'));
    // Written last: what is not whole must not look whole. A source changed since is seen later.
    writeFileSync(stamp, sources);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
};

const packagesReady = () => !isClone() || packagesAreThere(root);
const buildReady = () => !isClone() || builtFrom() === wanted();

/** Installs packages when they are missing or of another lock file. */
export const makePackagesReady = async () => {
  if (packagesReady()) return;
  await withLock(join(root, '.cache', 'ready.lock'), async () => {
    if (!packagesReady()) await install();
  });
};

/** Installs packages and builds dist/ when needed; safe when several processes start at once. */
export const makeReady = async () => {
  if (packagesReady() && buildReady()) return;
  await withLock(join(root, '.cache', 'ready.lock'), async () => {
    // Asked again: whoever held the lock before us may have done it all.
    if (!packagesReady()) await install();
    if (!buildReady()) await build();
  });
};

export { NotReady };
