// What an answer is made from and what it is: one question, ready to be asked.

import type { Readable } from 'node:stream';
import type { Logger } from '../lib/logger.ts';
import type { Query, Store } from '../store/port.ts';
import type { Ready } from './ask.ts';
import type { Question } from './define.ts';
import { valuesOf, type RowValues, type StoreRow } from './encode.ts';
import { fieldsOf, type RowField } from './fields.ts';
import type { Format } from './negotiate.ts';
import { paged } from './page.ts';

/** Longest that one question may take. */
export const questionTimeout_ms = 30_000;

/** How far the tables have come. */
export interface Watermark {
  /** Up to when everything said is in the tables, ISO 8601; null while nothing is. */
  readonly as_of: string | null;
  /** Whether all that the log holds is in the tables. */
  readonly complete: boolean;
  readonly lag_events: number;
}

/** A question, and all that its answer depends on. */
export interface Errand {
  readonly store: Store;
  readonly logger: Logger;
  readonly question: Question;
  readonly ready: Ready;
  readonly format: Format;
  readonly watermark: Watermark;
}

export interface Answer {
  readonly body: string | Uint8Array | Readable;
  /** The cursor of the next page; null where there is none. */
  readonly next: string | null;
}

/**
 * An answer, or why there is none in its format: too many rows, or rows that the store cannot write
 * because they are worked out here.
 */
export type Answered = Answer | 'too_many_rows' | 'not_written';

/** The columns that are asked of the store, in order. */
const columnsOf = ({ row, worked }: Question): readonly string[] =>
  worked?.columns ?? fieldsOf(row).map(({ name }) => name);

/** The rows asked for, in their order, and no more of them than a limit. */
export const queryOf = ({ question, ready }: Errand, limit: number): Query => {
  const { key, order, after } = ready;
  return paged(question.sql(ready.asked), columnsOf(question), { key, order, after, limit });
};

/** How a row of the store becomes the values of a row of the answer. */
export const workOf = ({ question, ready }: Errand): ((row: StoreRow) => RowValues) => {
  const { worked } = question;
  const fields: readonly RowField[] = fieldsOf(question.row);
  if (worked === undefined) return (row) => valuesOf(row, fields);
  return (row) => valuesOf(worked.row(row, ready.asked), fields);
};

/** The same for a row that came as a list of values, which mostly is the row itself. */
export const workOfList = (errand: Errand): ((values: RowValues) => RowValues) => {
  if (errand.question.worked === undefined) return (values) => values;
  const columns = columnsOf(errand.question);
  const work = workOf(errand);
  return (values) => work(Object.fromEntries(columns.map((name, i) => [name, values[i]])));
};
