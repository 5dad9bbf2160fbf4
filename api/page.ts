// One page of a question: the rows after a key, in the order of that key, and no more than a limit.

import type { Query, QueryParams } from '../store/port.ts';
import { storeInstant, type StoreRow } from './encode.ts';
import type { FieldKind, RowField } from './fields.ts';
import { instantParam } from './sql.ts';

/** A value of a key: instants as milliseconds UTC. */
export type KeyValue = string | number;
export type Order = 'asc' | 'desc';

export interface Page {
  /** The fields that order the rows and tell one from another. */
  readonly key: readonly RowField[];
  readonly order: Order;
  /** Key of the last row of the page before; null for the first page. */
  readonly after: readonly KeyValue[] | null;
  readonly limit: number;
}

const placeholder = (kind: FieldKind, name: string): string => {
  if (kind === 'instant' || kind === 'zoned') return instantParam(name);
  return kind === 'integer' ? `{${name}:Int64}` : `{${name}:String}`;
};

const afterKey = ({ key, order, after }: Page): { sql: string; params: QueryParams } => {
  if (after === null) return { sql: '', params: {} };
  const names = key.map(({ name }) => name).join(', ');
  const values = key.map(({ kind }, i) => placeholder(kind, `after_${i}`));
  const [more, first] = [order === 'asc' ? '>' : '<', key[0]?.name ?? ''];
  // The tuple decides; the comparison of its first part lets the store skip months and granules.
  const sql = `WHERE ${first} ${more}= ${values[0] ?? ''} AND (${names}) ${more} (${values.join(', ')})\n`;
  return { sql, params: Object.fromEntries(after.map((value, i) => [`after_${i}`, value])) };
};

/**
 * Wraps a question so that it answers one page. Continuing after a key, and not at a number of
 * rows, is what keeps pages free of gaps and repetitions while rows are being added.
 */
export const paged = (inner: Query, columns: readonly string[], page: Page): Query => {
  const { sql, params } = afterKey(page);
  const direction = page.order === 'asc' ? '' : ' DESC';
  return {
    sql:
      `SELECT ${columns.join(', ')}\nFROM (\n${inner.sql}\n)\n${sql}` +
      `ORDER BY ${page.key.map(({ name }) => name + direction).join(', ')}\n` +
      `LIMIT {page_limit:UInt64}`,
    params: { ...inner.params, ...params, page_limit: page.limit },
    inlined: true,
  };
};

/**
 * A question that one row answers. It is not wrapped: to plan all its columns once more takes
 * longer than to read the row.
 */
export const alone = ({ sql, params }: Query): Query => ({
  sql: `${sql}\nLIMIT 1`,
  params,
  inlined: true,
});

/** The key of a row, from which the next page continues. */
export const keyOf = (row: StoreRow, key: readonly RowField[]): readonly KeyValue[] =>
  key.map(({ name, kind }) => {
    if (kind === 'instant' || kind === 'zoned') return storeInstant(row[name]);
    return kind === 'integer' ? Number(row[name]) : String(row[name]);
  });
