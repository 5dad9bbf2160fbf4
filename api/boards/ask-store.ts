// One statement of a board put to the store: read only, so many rows, so much time, typed columns.

import type { Store } from '../../store/port.ts';
import { isZoned, type Described, type StoreRows } from './frames.ts';

/** Most rows of one answer; what is beyond is left out, and the panel says so. */
export const rows_max = 10_000;
/** Longest that a panel may take; the slowest take a second, on a busy machine some more. */
const timeout_ms = 20_000;
/** Statements of the boards, and then some; types are learnt again beyond. */
const remembered_max = 1_000;

export interface Rows {
  readonly described: readonly Described[];
  readonly rows: StoreRows;
  /** Whether there were more than are given. */
  readonly cut: boolean;
}

/** Puts expanded SQL to the store. `template` is the SQL as committed: it decides the types. */
export type AskStore = (template: string, sql: string) => Promise<Rows>;

const quoted = (name: string): string => `\`${name.replaceAll(/[\\`]/g, '\\$&')}\``;

/** Instants of other zones are asked for in UTC, for their text tells no zone. */
const columnOf = ({ name, type }: Described): string =>
  isZoned(type) ? `toTimeZone(${quoted(name)}, 'UTC') AS ${quoted(name)}` : quoted(name);

/**
 * The columns that a statement has, of an answer without rows: DESCRIBE takes no statement where
 * a store is read over its endpoint.
 */
const typesOf = async (store: Store, sql: string): Promise<readonly Described[]> => {
  const empty = { sql: `SELECT * FROM (\n${sql}\n) LIMIT 0`, params: {} };
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.stream(empty, 'JSONCompact')) chunks.push(chunk);
  const { meta } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
    readonly meta: readonly Described[];
  };
  return meta.map(({ name, type }) => ({ name, type }));
};

/**
 * Asks the store. The statement is put in brackets, so that anything but a question is a fault of
 * its syntax; the store's connections for questions can only read, besides.
 */
export const askStore = (store: Store): AskStore => {
  const known = new Map<string, readonly Described[]>();
  const describe = async (template: string, sql: string): Promise<readonly Described[]> => {
    const found = known.get(template);
    if (found !== undefined) return found;
    const described = await typesOf(store, sql);
    if (known.size >= remembered_max) known.clear();
    known.set(template, described);
    return described;
  };
  return async (template, sql) => {
    const described = await describe(template, sql);
    const columns = described.map(columnOf).join(', ');
    const limited = `SELECT ${columns} FROM (\n${sql}\n) LIMIT ${rows_max + 1}`;
    const rows = await store.query({ sql: limited, params: {} }, { timeout_ms });
    return { described, rows: rows.slice(0, rows_max), cut: rows.length > rows_max };
  };
};
