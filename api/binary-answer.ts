// Answers that are files of bytes: Parquet as the store writes it, and workbooks.

import { Readable } from 'node:stream';
import { AppError } from '../lib/errors.ts';
import type { Query } from '../store/port.ts';
import { questionTimeout_ms, queryOf, workOf, type Answered, type Errand } from './errand.ts';
import type { StoreRow } from './encode.ts';
import { fieldsOf } from './fields.ts';
import type { Format } from './negotiate.ts';
import { xlsxOf, xlsxRowsMax, xlsxTooLong } from './xlsx.ts';

/** Most rows of one Parquet file over the API: an embedded store makes it whole before it is sent. */
export const parquetRowsMax = 1_000_000;

/** What to do where a format does not take all rows. */
export const tooLong = (format: Format): string =>
  format === 'xlsx'
    ? xlsxTooLong
    : `A Parquet answer holds at most ${parquetRowsMax} rows and what the store makes at one go, ` +
      'and this would hold more. Ask for a shorter range, or take csv or ndjson.';

/** ClickHouse's codes for an answer with more rows or bytes than its limits allow. */
const tooMuch: ReadonlySet<unknown> = new Set([158, 307, 396]);

const isTooMuch = (thrown: unknown): boolean =>
  thrown instanceof AppError && tooMuch.has(thrown.values['code']);

const workbook = async (errand: Errand, limit: number | null): Promise<Answered> => {
  const fields = fieldsOf(errand.question.row);
  const most = limit ?? xlsxRowsMax + 1;
  const found = await errand.store.query<StoreRow>(queryOf(errand, most), {
    timeout_ms: questionTimeout_ms,
  });
  if (limit === null && found.length > xlsxRowsMax) return 'too_many_rows';
  const rows = found.map(workOf(errand));
  const { zone } = errand.ready.asked;
  const body = await xlsxOf(fields, rows, { zone, sheet: errand.question.name });
  return { body, next: null };
};

const rowsIn = async (errand: Errand, query: Query): Promise<number> => {
  const counting = { sql: `SELECT count() AS rows FROM (\n${query.sql}\n)`, params: query.params };
  const [found] = await errand.store.query<{ rows: string }>(counting, {
    timeout_ms: questionTimeout_ms,
  });
  return Number(found?.rows ?? 0);
};

const columns = async (errand: Errand, limit: number | null): Promise<Answered> => {
  if (errand.question.worked !== undefined) return 'not_written';
  const query = queryOf(errand, limit ?? parquetRowsMax + 1);
  // Parquet has its end at the end: nobody could tell a file that was cut from one that is whole.
  if (limit === null && (await rowsIn(errand, query)) > parquetRowsMax) return 'too_many_rows';
  try {
    const bytes = await errand.store.stream(query, 'Parquet');
    return { body: Readable.from(bytes, { objectMode: false }), next: null };
  } catch (thrown) {
    if (isTooMuch(thrown)) return 'too_many_rows';
    throw thrown;
  }
};

/** The rows of an answer as a file; all of them where the limit is null. */
export const binary = (errand: Errand, limit: number | null): Promise<Answered> =>
  errand.format === 'xlsx' ? workbook(errand, limit) : columns(errand, limit);
