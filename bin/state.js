// What a clone is made of: a fingerprint of its sources, and whether packages fit the lock file.

import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Folders without sources, some of them large: a folder of data must not slow the start down.
const passedOver = new Set(['node_modules', 'dist', 'data', 'test', 'bin']);

const isSource = (name) => name.endsWith('.ts') && !name.endsWith('.test.ts');

const listSources = (folder, into) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!passedOver.has(entry.name) && !entry.name.startsWith('.')) listSources(path, into);
    } else if (isSource(entry.name)) into.push(path);
  }
  return into;
};

/** Names, sizes and times of everything that dist/ is built from; contents are not read. */
export const fingerprint = (root) => {
  const files = ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json'].map(
    (name) => join(root, name),
  );
  const hash = createHash('sha256');
  for (const file of listSources(root, files).sort()) {
    const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 };
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
};

const readText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

const stampOf = (root) => join(root, 'node_modules', '.laddbok-lock');

/** Packages are compiled for a platform and a line of Node: both belong to what is remembered. */
const lockHash = (root) =>
  createHash('sha256')
    .update(readText(join(root, 'package-lock.json')) ?? '')
    .update(`${process.platform} ${process.arch} ${process.versions.modules}`)
    .digest('hex');

/** Notes beside the packages which lock file they were installed from. */
export const rememberPackages = (root) => writeFileSync(stampOf(root), lockHash(root));

/** A linked node_modules is kept by whoever linked it: never ours to install into. */
const isLink = (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** Whether npm's own note of what it installed names every package of the lock file. */
const installedByHand = (root) => {
  const wanted = readText(join(root, 'package-lock.json'));
  const found = readText(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === null || found === null) return false;
  const installed = JSON.parse(found).packages;
  return Object.entries(JSON.parse(wanted).packages).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
};

/** Whether node_modules holds what the lock file asks for. */
export const packagesAreThere = (root) => {
  if (isLink(join(root, 'node_modules'))) return true;
  if (readText(stampOf(root)) === lockHash(root)) return true;
  // `npm ci` by hand, or a lock file that changed in words only: look once, then remember.
  if (!installedByHand(root)) return false;
  rememberPackages(root);
  return true;
};
