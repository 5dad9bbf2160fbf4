// A lock file between processes: one works, the others wait; a dead owner is taken over from.

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const retry_ms = 100;
// npm ci on a slow line may take minutes; whoever waits longer than this is told so.
const patience_ms = 15 * 60_000;
const silent_ms = 2_000;

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

const ownerOf = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** Takes the lock if nobody holds it. The link appears whole or not at all. */
const take = (path) => {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
};

/** Sets a dead owner's lock aside. Two may try: what turns out to be a live lock is put back. */
const clearDead = (path) => {
  const owner = ownerOf(path);
  if (owner === null || alive(Number(owner))) return;
  const aside = `${path}.dead-${process.pid}`;
  try {
    renameSync(path, aside);
    if (ownerOf(aside) !== owner) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
};

/** Runs `work` while holding the lock. */
export const withLock = async (path, work) => {
  mkdirSync(dirname(path), { recursive: true });
  const start = Date.now();
  let said = false;
  while (!take(path)) {
    const waited_ms = Date.now() - start;
    if (waited_ms > patience_ms)
      throw new Error(`Another process (${ownerOf(path)}) has held ${path} for 15 minutes.`);
    if (waited_ms > silent_ms && !said) {
      process.stderr.write('laddbok: waiting for another start to install or build …\n');
      said = true;
    }
    clearDead(path);
    await pause(retry_ms);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
};
