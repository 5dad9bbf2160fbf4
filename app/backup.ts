// The embedded data as a folder of files, taken while Laddbok runs, and put back elsewhere.

import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../lib/errors.ts';
import { copyEmbeddedLog } from '../log/embedded-copy.ts';
import { textLiteral } from '../store/params.ts';
import type { Store } from '../store/port.ts';
import { serveSet, servedSet, tablesOfSet } from '../store/sets.ts';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';
import { masterFile } from './master-key.ts';

interface Taken {
  readonly format: 1;
  /** The set of tables that was served; the others can be made again from the log. */
  readonly set: number;
  readonly events: number;
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly create: string }>>;
}

export type BackupSummary = Pick<Taken, 'set' | 'events'> & { readonly rows: number };

/** Files of the data folder without which a restored Laddbok would be another one. */
const secrets = ['secret', masterFile];
const manifestName = 'backup.json';
const longest_ms = 600_000;

/**
 * What the pump writes last is read first: rows may then be ahead of their checkpoint, which is
 * harmless, and never behind it.
 */
const inOrder = (names: Iterable<string>): readonly string[] => {
  const rank = (name: string): number => ['fold_checkpoints', 'fold_state'].indexOf(name);
  const last = (name: string): number => (rank(name) < 0 ? 2 : rank(name));
  return [...names].toSorted((a, b) => last(a) - last(b) || (a < b ? -1 : 1));
};

const summary = ({ set, events, tables }: Taken): BackupSummary => ({
  set,
  events,
  rows: Object.values(tables).reduce((sum, { rows }) => sum + rows, 0),
});

const dump = async (store: Store, table: string, file: string) => {
  const [made] = await store.query<{ create: string }>({
    sql: `SELECT create_table_query AS create FROM system.tables
      WHERE database = currentDatabase() AND name = {table:String}`,
    params: { table },
  });
  const sql = `SELECT * FROM ${table} FINAL`;
  const bytes = await store.stream({ sql, params: {} }, 'Native');
  await pipeline(Readable.from(bytes), createWriteStream(file, { flush: true }));
  return made?.create ?? '';
};

/**
 * Takes tables first and the log last, so that the log holds every event that a row speaks of;
 * what lies beyond the checkpoint is folded again after the restore. The manifest is written last:
 * a folder without it is no backup.
 */
export const takeBackup = async (
  config: Config,
  store: Store,
  folder: string,
): Promise<BackupSummary> => {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new AppError('BACKUP_UNUSABLE', { folder, reason: 'it is not empty' });
  await mkdir(join(folder, 'tables'), { recursive: true });
  const set = await servedSet(store);
  const tables: Record<string, { rows: number; create: string }> = {};
  for (const name of inOrder((await tablesOfSet(store, set)).keys())) {
    const table = `${name}_v${set}`;
    const create = await dump(store, table, join(folder, 'tables', `${table}.native`));
    const [row] = await store.query<{ n: string }>(
      { sql: `SELECT count() AS n FROM ${table} FINAL`, params: {} },
      { timeout_ms: longest_ms },
    );
    tables[table] = { rows: Number(row?.n ?? 0), create };
  }
  const { events } = await copyEmbeddedLog(dataPath(config, 'log'), join(folder, 'log'));
  // Transaction ids derive from it: without it a restored gateway would give out others.
  // And pseudonyms from the master key. The keys of persons are not taken: what is erased stays so.
  for (const name of secrets) {
    const file = dataPath(config, name);
    if (existsSync(file)) await copyFile(file, join(folder, name));
  }
  const taken: Taken = { format: 1, set, events, tables };
  await writeFile(join(folder, manifestName), JSON.stringify(taken, null, 2), { flush: true });
  return summary(taken);
};

const manifestOf = async (folder: string): Promise<Taken> => {
  const reason = `it holds no whole ${manifestName}, so it was not finished`;
  try {
    const taken = JSON.parse(await readFile(join(folder, manifestName), 'utf8')) as Taken;
    if (taken.format === 1) return taken;
  } catch (thrown) {
    throw new AppError('BACKUP_UNUSABLE', { folder, reason }, thrown);
  }
  throw new AppError('BACKUP_UNUSABLE', { folder, reason: 'another version wrote it' });
};

/** Puts a backup into an empty data folder; the store is the one in that folder. */
export const putBack = async (
  config: Config,
  open: () => Promise<Store>,
  folder: string,
): Promise<BackupSummary> => {
  const taken = await manifestOf(folder);
  const into = dataPath(config);
  if (existsSync(into) && readdirSync(into).length > 0)
    throw new AppError('BACKUP_UNUSABLE', { folder, reason: `${into} is not empty` });
  await copyEmbeddedLog(join(folder, 'log'), dataPath(config, 'log'));
  for (const name of secrets) {
    const file = join(folder, name);
    if (existsSync(file)) await copyFile(file, dataPath(config, name));
  }
  const store = await open();
  try {
    for (const [table, { create }] of Object.entries(taken.tables)) {
      await store.command(create);
      const file = resolve(folder, 'tables', `${table}.native`);
      if ((await stat(file)).size === 0) continue;
      await store.command(
        `INSERT INTO ${table} SELECT * FROM file(${textLiteral(file)}, 'Native')
         SETTINGS deduplicate_insert = 'disable', max_partitions_per_insert_block = 0`,
      );
    }
    await serveSet(store, taken.set);
  } finally {
    await store.close();
  }
  return summary(taken);
};
