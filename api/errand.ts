// What an answer is made from and what it is: one question, ready to be asked.

import type { Readable } from 'node:stream';
import type { Logger } from '../lib/logger.ts';
import type { Query, Store } from '../store/port.ts';
import type { Ready } from './ask.ts';
import type { Question } from './define.ts';
import { fieldsOf } from './fields.ts';
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

/** An answer, or that its format does not take as many rows as there are. */
export type Answered = Answer | 'too_many_rows';

/** The rows asked for, in their order, and no more of them than a limit. */
export const queryOf = ({ question, ready }: Errand, limit: number): Query => {
  const { key, order, after } = ready;
  return paged(question.sql(ready.asked), fieldsOf(question.row), { key, order, after, limit });
};
