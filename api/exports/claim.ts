// The claim on a folder that an export is written into: two at once would name each other's files.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partialEnding, unusable } from './part.ts';

/** Ends as what is not whole does: it goes with that, also where the export was interrupted. */
export const claimName = `export${partialEnding}`;

const isAlive = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // Of somebody else, and there.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Claims a folder for this process. Throws `EXPORT_UNUSABLE` where another one of this machine is
 * writing into it; the claim of one that has ended is taken over.
 */
export const claimFolder = async (folder: string): Promise<void> => {
  const path = join(folder, claimName);
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    const owner = Number(await readFile(path, 'utf8'));
    if (isAlive(owner))
      throw unusable(`process ${owner} is writing an export into ${folder}; name another folder`);
    await writeFile(path, String(process.pid));
  }
};
