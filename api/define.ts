// What a question is: parameters in, SQL with bound values out, rows of a stated shape.

import { Type, type Static, type TObject } from 'typebox';
import type { Query } from '../store/port.ts';
import type { StoreRow } from './encode.ts';
import { fieldsOf } from './fields.ts';
import type { Need } from './keys/roles.ts';

/** A question as it was asked: parameters checked, and what every answer depends on. */
export interface Asked<P = Readonly<Record<string, unknown>>> {
  readonly params: P;
  readonly tenant: string;
  /** Milliseconds UTC, inclusive. */
  readonly from: number;
  /** Milliseconds UTC, exclusive. */
  readonly to: number;
  /** IANA time zone. */
  readonly zone: string;
  /** Until when everything said is in the tables, milliseconds UTC. Later is unknown. */
  readonly known_until: number;
  /** What of the range is asked for now; all of it where absent. */
  readonly part?: Part;
  /** The rows of `ahead`; none where the question has nothing to read ahead. */
  readonly ahead?: readonly StoreRow[];
}

/** A part of a range: whole windows, but where the range itself cuts one. */
export interface Part {
  /** Milliseconds UTC, inclusive. */
  readonly from: number;
  /** Milliseconds UTC, exclusive. */
  readonly to: number;
}

/** How a range is asked for in parts: what the rows of a page are made of need not be all of it. */
export interface Parts {
  /** Windows of the first part, where many rows may share one. */
  readonly first: number;
  /** The border so many windows after an instant; where they are negative, before it. */
  border(at: number, windows: number): number;
}

/** What is wrong with one parameter, and what to do about it. */
export interface Complaint {
  readonly code: ComplaintCode;
  readonly parameter: string;
  readonly detail: string;
}

export type ComplaintCode =
  | 'unknown_parameter'
  | 'bad_parameter'
  | 'bad_range'
  | 'bad_zone'
  | 'bad_cursor'
  | 'window_too_fine';

/** A step between store and answer: for formulas that have one form only, and that is not SQL. */
export interface Worked<P extends TObject = TObject> {
  /** The columns of `sql`, those of the key among them under the names that the row has for them. */
  readonly columns: readonly string[];
  /** Pure: the row of the answer from the row of the store. */
  row(given: StoreRow, asked: Asked<Static<P>>): StoreRow;
}

export interface Question<P extends TObject = TObject> {
  /** The name of its file. */
  readonly name: string;
  readonly path: `/v1/${string}`;
  /** Whether it answers rows page by page, or one row (404 where there is none). */
  readonly answers: 'list' | 'one';
  readonly about: string;
  readonly params: P;
  /** Pure: what must be known before the question can be put into SQL; few rows, read at once. */
  ahead?(asked: Asked<Static<P>>): Query;
  /** Pure: the question in SQL, without order and limit, which its page adds. */
  sql(asked: Asked<Static<P>>): Query;
  /** The shape of a row: the columns of `sql` in the order in which CSV lists them. */
  readonly row: TObject;
  /** Where a row is worked out of what the store gives, and is not that itself. */
  readonly worked?: Worked<P>;
  /**
   * Where its rows are in windows by which they are ordered first, told by where each begins: how a
   * page asks for those that it shows. Null where it takes all of the range.
   */
  parts?(asked: Asked<Static<P>>): Parts | null;
  /** Columns that order the rows and tell one from another; never null. */
  key(params: Static<P>): readonly string[];
  /** What cannot be asked although each parameter is right by itself. */
  refuse?(asked: Asked<Static<P>>): readonly Complaint[];
  /** What whoever asks must be allowed; `charging` where absent. */
  readonly needs?: Need;
  /** Fields that tell of persons beside those that do by their name, as a text with a token in it. */
  readonly personal?: readonly string[];
  /** Parameters as somebody would write them into the address; they answer without complaint. */
  readonly example: Readonly<Record<string, string>>;
}

const made = new WeakSet<object>();

/** Declares a question; its file in `queries/` is found, and becomes a route. */
export const query = <const P extends TObject>(definition: Question<P>): Question<P> => {
  fieldsOf(definition.row);
  made.add(definition);
  return definition;
};

/** Whether a value was declared by `query`. */
export const isQuestion = (value: unknown): value is Question =>
  typeof value === 'object' && value !== null && made.has(value);

/** A parameter that takes one of a closed list of words. */
export const choice = <const T extends readonly [string, ...string[]]>(
  words: T,
  description: string,
) => Type.Unsafe<T[number]>({ type: 'string', enum: [...words], description });

/** Longest text that a parameter takes; identities in OCPP have at most 255 characters. */
export const textLengthMax = 255;
/** Most values of a parameter that may be repeated. */
export const valuesMax = 100;

/** A parameter that takes a text. */
export const textParam = (description: string) =>
  Type.String({ minLength: 1, maxLength: textLengthMax, description });

/** A parameter that may be repeated; a row fits where it has any of the values. */
export const textsParam = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: textLengthMax }), {
    maxItems: valuesMax,
    description,
  });

/** The range that a question is about, and the zone of dates without a time. */
export const rangeParams = {
  from: Type.Optional(
    Type.String({
      maxLength: 40,
      description:
        'Start, inclusive: an instant with its offset (2026-03-01T00:00:00Z), or a date ' +
        '(2026-03-01), which is the beginning of that day in `zone`. Default: 24 hours before `to`.',
    }),
  ),
  to: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'End, exclusive; written as `from`. Default: now.',
    }),
  ),
  zone: Type.Optional(
    Type.String({
      maxLength: 64,
      default: 'UTC',
      description: 'IANA time zone of local days and of dates, as Europe/Stockholm.',
    }),
  ),
};

export const stationParams = {
  station_id: Type.Optional(textsParam('Identity of the charging station; may be repeated.')),
  port: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 65_535, description: '1.6 connector id or 2.x EVSE id.' }),
  ),
};
