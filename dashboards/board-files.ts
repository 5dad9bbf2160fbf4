// The boards of a folder → the files that are committed: one JSON a board, by the name of its file.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'prettier';
import { dashboardOf, type Board } from './board.ts';

/** Text by file name, as `overview.json`. */
export const boardFiles = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const names = readdirSync(folder).filter((name) => /^[\w-]+\.(ts|js)$/.test(name));
  const files = names.map(async (name) => {
    const module = (await import(pathToFileURL(join(folder, name)).href)) as { board: Board };
    const json = JSON.stringify(dashboardOf(module.board));
    const text = await format(json, { parser: 'json', printWidth: 100 });
    return [name.replace(/\.(ts|js)$/, '.json'), text] as const;
  });
  return new Map(await Promise.all(files));
};
