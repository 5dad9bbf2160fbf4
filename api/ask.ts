// From the text of an address to a question that can be answered, or to what is wrong with it.

import { Type, type TObject } from 'typebox';
import { day_ms, instantText, readInstant } from '../lib/time.ts';
import { cursorLengthMax, fingerprintOf, readCursor, type Cursor } from './cursor.ts';
import { choice, textParam, type Asked, type Complaint, type Question } from './define.ts';
import { fieldsOf, type RowField } from './fields.ts';
import { formats } from './negotiate.ts';
import type { KeyValue, Order } from './page.ts';
import { startOfLocalDay, zoneNamed } from './zone.ts';

/** Rows of a page where no limit was asked for. */
export const pageRowsDefault = 100;
/** Most rows of a page; they are held in memory. */
export const pageRowsMax = 10_000;
/** How far back a question reaches where it does not say. */
export const rangeDefault_ms = day_ms;

const answerParams = {
  format: Type.Optional(
    choice(formats, 'Form of the answer; it goes before the header Accept. Default: json.'),
  ),
  tenant: Type.Optional(textParam('Whose data. Default: the tenant of this installation.')),
};

const pageParams = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: pageRowsMax,
      description:
        `Most rows of the page, ${pageRowsMax} at most. Default: ${pageRowsDefault} in json; ` +
        'the other formats without a limit give all rows.',
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: cursorLengthMax,
      description: '`next` of the page before, with the same parameters as there.',
    }),
  ),
  order: Type.Optional(choice(['asc', 'desc'], 'Order of the rows by their key. Default: asc.')),
};

/** All parameters of the address that a question takes; others are refused. */
export const paramsOf = (question: Question): TObject =>
  Type.Object(
    {
      ...question.params.properties,
      ...(question.answers === 'list' ? pageParams : {}),
      ...answerParams,
    },
    { additionalProperties: false },
  );

/** What came with the request, after its shape was checked. */
export interface Request {
  readonly params: Readonly<Record<string, unknown>>;
  readonly tenant: string;
  readonly now: number;
  readonly known_until: number;
}

/** A question ready to be answered. */
export interface Ready {
  readonly asked: Asked;
  readonly key: readonly RowField[];
  readonly order: Order;
  readonly after: readonly KeyValue[] | null;
  /** Null where none was asked for. */
  readonly limit: number | null;
  readonly fingerprint: string;
}

export type Reading =
  | { readonly ok: true; readonly ready: Ready }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

const complaint = (
  code: Complaint['code'],
  parameter: string,
  detail: string,
): readonly Complaint[] => [{ code, parameter, detail }];

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const date = /^\d{4}-\d{2}-\d{2}$/;

/** An instant of an address, or null. A date is the beginning of the day in the zone. */
export const instantOf = (text: string, zone: string): number | null => {
  if (date.test(text)) {
    const midnight = readInstant(`${text}T00:00:00Z`);
    return midnight === null ? null : startOfLocalDay(midnight.at, zone);
  }
  // A plus in an address means a space: `+01:00` that was not escaped arrives as ` 01:00`.
  const read = readInstant(text.replace(/ (\d{2}:\d{2})$/, '+$1'));
  return read === null || !read.zoned ? null : read.at;
};

interface Range {
  readonly from: number;
  readonly to: number;
}

export const notAnInstant = (name: string, text: string): readonly Complaint[] =>
  complaint(
    'bad_parameter',
    name,
    `"${text}" is no instant. Write it with its offset, as 2026-03-01T00:00:00Z or ` +
      '2026-03-01T00:00:00%2B01:00, or as a date, 2026-03-01.',
  );

/** The range asked for, with the defaults; or complaints. */
const rangeOf = (request: Request, zone: string): Range | readonly Complaint[] => {
  const [fromText, toText] = [textOf(request.params['from']), textOf(request.params['to'])];
  const to = toText === undefined ? request.now : instantOf(toText, zone);
  const start = fromText === undefined ? undefined : instantOf(fromText, zone);
  if (to === null || start === null) {
    return [
      ...(start === null ? notAnInstant('from', fromText ?? '') : []),
      ...(to === null ? notAnInstant('to', toText ?? '') : []),
    ];
  }
  const from = start ?? to - rangeDefault_ms;
  if (from < to) return { from, to };
  return complaint(
    'bad_range',
    'from',
    `The range is empty: from ${instantText(from)} is not before to ${instantText(to)}. ` +
      'Give an earlier from, or a later to (default: now).',
  );
};

/** Parameters that do not change which rows are asked for, or are told apart otherwise. */
const besides = new Set(['limit', 'cursor', 'format', 'tenant']);

/** The cursor of the request: null where there is none, complaints where it does not fit. */
const cursorOf = (
  request: Request,
  fingerprint: string,
  keys: number,
): Cursor | null | readonly Complaint[] => {
  const text = textOf(request.params['cursor']);
  if (text === undefined) return null;
  const cursor = readCursor(text, fingerprint, keys);
  if (cursor !== null) return cursor;
  return complaint(
    'bad_cursor',
    'cursor',
    'This cursor does not belong to this question. Ask with the very parameters of the page ' +
      'that gave it as `next`, or without a cursor for the first page.',
  );
};

const isComplaints = (value: unknown): value is readonly Complaint[] => Array.isArray(value);

const refused = (complaints: readonly Complaint[]): Reading => ({ ok: false, complaints });

const keyFields = (question: Question, params: Request['params']): readonly RowField[] => {
  const fields = new Map(fieldsOf(question.row).map((field) => [field.name, field]));
  return question.key(params).map((name) => {
    const found = fields.get(name);
    if (found === undefined) throw new TypeError(`${question.name}: no field ${name} for its key.`);
    return found;
  });
};

/** Reads a request: ranges, zone and cursor; everything wrong is said at once where possible. */
export const read = (question: Question, request: Request): Reading => {
  const zoneAsked = textOf(request.params['zone']) ?? 'UTC';
  const zone = zoneNamed(zoneAsked);
  if (zone === null) {
    return refused(
      complaint(
        'bad_zone',
        'zone',
        `"${zoneAsked}" is no IANA time zone. Name one as Europe/Stockholm or UTC.`,
      ),
    );
  }
  const key = keyFields(question, request.params);
  const fingerprint = fingerprintOf(question.name, {
    ...Object.fromEntries(Object.entries(request.params).filter(([name]) => !besides.has(name))),
    tenant: request.tenant,
  });
  const cursor = cursorOf(request, fingerprint, key.length);
  if (isComplaints(cursor)) return refused(cursor);
  const range = cursor ?? rangeOf(request, zone);
  if (isComplaints(range)) return refused(range);
  const { params, tenant, known_until } = request;
  const asked: Asked = { params, tenant, zone, known_until, from: range.from, to: range.to };
  const complaints = question.refuse?.(asked) ?? [];
  if (complaints.length > 0) return refused(complaints);
  const { limit } = params;
  return {
    ok: true,
    ready: {
      asked,
      key,
      fingerprint,
      order: params['order'] === 'desc' ? 'desc' : 'asc',
      after: cursor?.after ?? null,
      limit: typeof limit === 'number' ? limit : null,
    },
  };
};
