// The tables of all rooms → one SQL file each, to be reviewed when a table changes.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Table } from '../schemas/table.ts';
import { reviewFile } from './ddl.ts';

/** The set that is shown; sets differ in their number only. */
const shownSet = 1;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && 'columns' in value && 'key' in value;

/** The tables that the rooms of a folder declare, in `table.ts` or, built, in `table.js`. */
const tablesIn = async (processors: string): Promise<readonly Table[]> => {
  const files = readdirSync(processors)
    .sort()
    .flatMap((room) => ['table.ts', 'table.js'].map((file) => join(processors, room, file)))
    .filter((file) => existsSync(file));
  const modules = await Promise.all(
    files.map(async (file) => (await import(pathToFileURL(file).href)) as Record<string, unknown>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isTable));
};

/** File name and text for each table of the rooms. */
export const reviewFiles = async (processors: string): Promise<ReadonlyMap<string, string>> => {
  const tables = await tablesIn(processors);
  return new Map(tables.map((table) => [`${table.name}.sql`, reviewFile(table, shownSet)]));
};
