// A small disk in memory, for tests that fill one up; not everywhere can one be mounted.

import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** A file on it to fill it up with. */
  readonly filler: string;
  /** Takes it away, with everything on it. */
  remove(): void;
}

/** Mounts one of a size as `256m`, where told; null, said aloud, where that is not allowed. */
export const smallDisk = (size: string, at?: string): SmallDisk | null => {
  const folder = at ?? mkdtempSync(join(tmpdir(), 'laddbok-disk-'));
  mkdirSync(folder, { recursive: true });
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${size}`, 'laddbok-test', folder];
    execFileSync('mount', options, { stdio: 'pipe' });
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    console.error(
      `NOT RUN: what wants a full disk, as none can be mounted here (${String(thrown)}).`,
    );
    return null;
  }
  return {
    folder,
    filler: join(folder, 'filler'),
    remove: () => {
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const isWritten = (open: number, bytes: number): boolean => {
  try {
    return writeSync(open, Buffer.alloc(bytes)) === bytes;
  } catch {
    return false;
  }
};

/** Writes to a file until nothing more goes in; what is returned makes room again. */
export const fillUp = (file: string): (() => void) => {
  const open = openSync(file, 'w');
  for (let bytes = 1024 ** 2; bytes >= 512; bytes /= 2) while (isWritten(open, bytes));
  closeSync(open);
  return () => rmSync(file, { force: true });
};
