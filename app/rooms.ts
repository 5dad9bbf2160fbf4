// Finds the rooms: every folder of processors/ with an index.ts that holds one.

import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { extname, join } from 'node:path';
import type { Room } from '../processors/define.ts';

const self = fileURLToPath(import.meta.url);
const folder = join(self, '..', '..', 'processors');

/** Folders of processors/ that are no rooms. */
const notRooms: ReadonlySet<string> = new Set(['interpret', 'facts', 'doubts', 'ledger']);

const isRoom = (value: unknown): value is Room =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'listens' in value &&
  'tables' in value &&
  'step' in value;

/** Every room, by name. Throws on a folder that holds none, or one of another name. */
export const findRooms = async (): Promise<readonly Room[]> => {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notRooms.has(entry.name))
    .map((entry) => entry.name)
    .sort();
  return Promise.all(names.map(load));
};

const load = async (name: string): Promise<Room> => {
  const file = join(folder, name, `index${extname(self)}`);
  const module: { readonly default?: unknown } = await import(pathToFileURL(file).href);
  const room = module.default;
  if (!isRoom(room)) throw new TypeError(`${file} exports no room; see processors/README.md.`);
  if (room.name !== name)
    throw new TypeError(`${file} holds the room "${room.name}", not "${name}".`);
  return room;
};
