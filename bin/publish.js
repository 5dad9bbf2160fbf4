// Puts a finished build in the place of the last one, file by file, while others may be reading it.

import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const filesUnder = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    : [];

const same = (a, b) => existsSync(b) && readFileSync(a).equals(readFileSync(b));

/**
 * Moves what changed from `next` to `place` and removes what is gone. Each file is replaced by one
 * rename, so a process that starts meanwhile finds every file, whole.
 */
export const publish = (next, place) => {
  const built = filesUnder(next);
  for (const file of built) {
    const to = join(place, file);
    if (same(join(next, file), to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    renameSync(join(next, file), to);
  }
  const kept = new Set(built);
  for (const file of filesUnder(place)) if (!kept.has(file)) rmSync(join(place, file));
};
