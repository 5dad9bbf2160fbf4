// Answers a question that is ready to be asked: one page, one row, or all rows as a stream.

import { Readable } from 'node:stream';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { messageOf } from '../lib/errors.ts';
import { pageRowsDefault } from './ask.ts';
import { cursorText } from './cursor.ts';
import {
  csvHeader,
  csvRow,
  jsonRow,
  type RowText,
  type RowValues,
  type StoreRow,
} from './encode.ts';
import {
  questionTimeout_ms,
  queryOf,
  type Answer,
  type Answered,
  type Errand,
  workOf,
  workOfList,
  type Watermark,
} from './errand.ts';
import { fieldsOf } from './fields.ts';
import { linesOf } from './lines.ts';
import { isBinary } from './negotiate.ts';
import { binary } from './binary-answer.ts';
import { alone, keyOf } from './page.ts';
import { firstRows } from './parts.ts';

/** Most rows of a streamed answer: one that would hold more breaks off, so that nobody sums it. */
export const streamRowsMax = 5_000_000;

/** Rows that are written at one go. */
const pieceRows = 500;

interface Writer {
  readonly head: string;
  readonly row: RowText;
}

const newlined = (write: RowText) => (values: RowValues) => `${write(values)}\n`;

/** How rows are written in a format; `json` writes an element, which its envelope joins. */
const writerOf = ({ format, ready, question }: Errand): Writer => {
  const fields = fieldsOf(question.row);
  const { zone } = ready.asked;
  if (format === 'csv') return { head: csvHeader(fields), row: csvRow(fields, zone) };
  const row = jsonRow(fields, zone);
  return { head: '', row: format === 'json' ? row : newlined(row) };
};

const envelope = (data: string, next: string | null | undefined, watermark: Watermark): string => {
  const { as_of, complete } = watermark;
  const rest = next === undefined ? { as_of, complete } : { next, as_of, complete };
  return `{"data":${data},${JSON.stringify(rest).slice(1)}`;
};

/** One row, or null where there is none. */
export const one = async (errand: Errand): Promise<Answered | null> => {
  const { store, format, watermark, question, ready } = errand;
  const query = alone(question.sql(ready.asked));
  const [row] = await store.query<StoreRow>(query, { timeout_ms: questionTimeout_ms });
  if (row === undefined) return null;
  if (isBinary(format)) return binary(errand, 1);
  const writer = writerOf(errand);
  const text = writer.head + writer.row(workOf(errand)(row));
  return { body: format === 'json' ? envelope(text, undefined, watermark) : text, next: null };
};

/** The cursor of the page after a row. */
const nextOf = ({ ready }: Errand, last: StoreRow): string => {
  const { from, to } = ready.asked;
  return cursorText({ after: keyOf(last, ready.key), from, to }, ready.fingerprint);
};

/** One page, and the cursor of the next where more rows follow. */
const page = async (errand: Errand, limit: number): Promise<Answered> => {
  // One row more than is shown: only that tells whether another page follows.
  const found = await firstRows(errand, limit + 1);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const next = found.length > limit && last !== undefined ? nextOf(errand, last) : null;
  if (isBinary(errand.format)) {
    const answer = await binary(errand, limit);
    return typeof answer === 'string' ? answer : { ...answer, next };
  }
  const writer = writerOf(errand);
  const work = workOf(errand);
  const texts = rows.map((row) => writer.row(work(row)));
  const body =
    errand.format === 'json'
      ? envelope(`[${texts.join(',')}]`, next, errand.watermark)
      : writer.head + texts.join('');
  return { body, next };
};

/** All rows as text, in pieces as the store gives them. */
const pieces = async function* (errand: Errand): AsyncGenerator<string> {
  const { store, question } = errand;
  const bytes = await store.stream(queryOf(errand, streamRowsMax + 1), 'JSONCompactEachRow');
  const writer = writerOf(errand);
  const work = workOfList(errand);
  let rows = 0;
  yield writer.head;
  for await (const lines of linesOf(bytes)) {
    rows += lines.length;
    if (rows > streamRowsMax) {
      throw new RangeError(`${question.name} holds more than ${streamRowsMax} rows.`);
    }
    for (let i = 0; i < lines.length; i += pieceRows) {
      const some = lines.slice(i, i + pieceRows);
      yield some.map((line) => writer.row(work(JSON.parse(line)))).join('');
      // Whoever else is served by this process waits for a piece of the answer, not for all of it.
      await othersFirst();
    }
  }
};

/** The rest of an answer whose first pieces were already taken. */
const resumed = async function* (
  errand: Errand,
  first: readonly string[],
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  try {
    for (const text of first) if (text !== '') yield text;
    yield* rest;
  } catch (error) {
    // The status went out long ago. Breaking the connection is the only honest sign that is left.
    errand.logger.error('A streamed answer broke off.', {
      question: errand.question.name,
      reason: messageOf(error),
    });
    throw error;
  }
};

/** All rows, in bounded memory. Rejects where the store does not begin to answer. */
const streamed = async (errand: Errand): Promise<Answer> => {
  const rest = pieces(errand);
  const first: string[] = [];
  // The head and the first rows: what fails by then is still told with a status of its own.
  for (let taken = 0; taken < 2; taken++) {
    const piece = await rest.next();
    if (piece.done !== true) first.push(piece.value);
  }
  const body = Readable.from(resumed(errand, first, rest), { objectMode: false });
  // Whoever hangs up also ends the question to the store, even before reading anything.
  body.once('close', () => {
    void rest.return(undefined).catch((error: unknown) => {
      errand.logger.warn('The store did not end a stream.', { reason: messageOf(error) });
    });
  });
  return { body, next: null };
};

/** The rows of a list: a page where a limit or JSON was asked for, else all of them. */
export const list = (errand: Errand): Promise<Answered> => {
  const { format, ready } = errand;
  const { limit, after } = ready;
  const whole = format !== 'json' && limit === null && after === null;
  if (!whole) return page(errand, limit ?? pageRowsDefault);
  return isBinary(format) ? binary(errand, null) : streamed(errand);
};
