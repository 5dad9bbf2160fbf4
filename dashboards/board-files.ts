// The boards of a folder → the files that are committed: one JSON a board, by the name of its file.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'prettier';
import { alertFile } from './alerts.ts';
import { dashboardOf, type Board } from './board.ts';

/** Text by file name, as `overview.json`. */
export const boardFiles = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const names = readdirSync(folder).filter((name) => /^[\w-]+\.(ts|js)$/.test(name));
  const files = names.map(async (name) => {
    const module = (await import(pathToFileURL(join(folder, name)).href)) as { board: Board };
    const file = name.replace(/\.(ts|js)$/, '');
    const json = JSON.stringify(dashboardOf(file, module.board));
    const text = await format(json, { parser: 'json', printWidth: 100 });
    return [`${file}.json`, text] as const;
  });
  return new Map(await Promise.all(files));
};

const generated =
  '# Written by `npm run gen` from dashboards/alerts.ts. Do not edit; JSON is YAML as well.\n';

/** The file of the alerts. */
export const alertText = async (): Promise<string> =>
  generated + (await format(JSON.stringify(alertFile), { parser: 'json', printWidth: 100 }));
