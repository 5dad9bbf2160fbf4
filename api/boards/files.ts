// Where the files lie that are served or drawn as they are: boards, the page's modules, ECharts.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBoard, type Board } from './board.ts';

/** The nearest folder above that holds boards, whether run from source or from `dist/`. */
const rootAbove = (from: string): string => {
  if (existsSync(join(from, 'dashboards', 'json'))) return from;
  const parent = dirname(from);
  if (parent !== from) return rootAbove(parent);
  throw new Error('No folder above this program holds dashboards/json. Install it anew.');
};

const packageRoot = (): string => rootAbove(dirname(fileURLToPath(import.meta.url)));

/** The committed boards by title. Throws on a file that is none, and on a uid used twice. */
const findBoards = (folder: string): readonly Board[] => {
  const boards = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => readBoard(readFileSync(join(folder, file), 'utf8'), file));
  const uids = new Set(boards.map(({ uid }) => uid));
  if (uids.size !== boards.length) throw new Error(`Two boards in ${folder} have the same uid.`);
  return boards.toSorted((a, b) => (a.title < b.title ? -1 : 1));
};

/** A file as it is sent. */
export interface Served {
  readonly type: string;
  readonly body: Buffer;
}

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

const typeOf = (file: string): string | undefined => types[file.slice(file.lastIndexOf('.') + 1)];

/** What the page loads; a test reads that nothing else is named in it. */
const entry = './client/main.js';

/** Everything that the page loads by its name: its own modules, its style, and ECharts. */
const clientFiles = (root: string): ReadonlyMap<string, Served> => {
  const folder = dirname(join(root, 'api', 'boards', entry));
  const served = new Map<string, Served>();
  for (const file of readdirSync(folder)) {
    const type = typeOf(file);
    if (type !== undefined) served.set(file, { type, body: readFileSync(join(folder, file)) });
  }
  const echarts = createRequire(import.meta.url).resolve('echarts/dist/echarts.esm.min.mjs');
  served.set('echarts.js', { type: types['js'] ?? '', body: readFileSync(echarts) });
  return served;
};

/** The boards of this version, with the files of their pages. */
export const committedBoards = () => {
  const root = packageRoot();
  return { boards: findBoards(join(root, 'dashboards', 'json')), files: clientFiles(root) };
};
