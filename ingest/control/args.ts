// What a command may be given: each argument with its JSON schema, and its type derived from it.

import { readInstant } from '../../lib/time.ts';

/** A JSON schema as far as arguments need one. */
export type ArgSchema = Readonly<Record<string, unknown>>;

export interface Arg<T> {
  readonly schema: ArgSchema;
  readonly required: boolean;
  /** Never shown again once given: a token, a password, the payload of others. */
  readonly secret: boolean;
  /** Carries the type; never set. */
  readonly typed?: T;
}

export type Args = Readonly<Record<string, Arg<unknown>>>;

type ValueOf<A> = A extends Arg<infer T> ? T : never;
export type ValuesOf<A extends Args> = { readonly [K in keyof A]: ValueOf<A[K]> };

const optional = <T>(schema: ArgSchema): Arg<T | undefined> => ({
  schema,
  required: false,
  secret: false,
});

/** The same argument, without which the command is not understood. */
export const required = <T>(arg: Arg<T>): Arg<Exclude<T, undefined>> => ({
  schema: arg.schema,
  secret: arg.secret,
  required: true,
});

/** The same argument, sealed in the log and never shown. */
export const secret = <T>(arg: Arg<T>): Arg<T> => ({ ...arg, secret: true });

const text_chars_max = 512;

export const text = (description: string, maxLength = text_chars_max): Arg<string | undefined> =>
  optional({ type: 'string', minLength: 1, maxLength, description });

export const whole = (
  description: string,
  [minimum, maximum]: readonly [number, number] = [0, 2_147_483_647],
): Arg<number | undefined> => optional({ type: 'integer', minimum, maximum, description });

export const amount = (description: string): Arg<number | undefined> =>
  optional({ type: 'number', minimum: 0, maximum: 100_000_000, description });

export const yesNo = (description: string): Arg<boolean | undefined> =>
  optional({ type: 'boolean', description });

export const oneOf = <const T extends string>(
  words: readonly T[],
  description: string,
): Arg<T | undefined> => optional({ type: 'string', enum: words, description });

export const instant = (description: string): Arg<string | undefined> =>
  optional({ type: 'string', format: 'date-time', maxLength: 40, description });

const items_max = 1_000;

export const texts = (description: string): Arg<readonly string[] | undefined> =>
  optional({
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: text_chars_max },
    minItems: 1,
    maxItems: items_max,
    description,
  });

/** A record of texts by name. */
export const pairs = (description: string): Arg<Readonly<Record<string, string>> | undefined> =>
  optional({
    type: 'object',
    additionalProperties: { type: 'string', maxLength: 2_500 },
    minProperties: 1,
    maxProperties: items_max,
    description,
  });

/** Any JSON object. */
export const object = (description: string): Arg<Readonly<Record<string, unknown>> | undefined> =>
  optional({ type: 'object', description });

/** The schema of an object that holds these arguments and nothing else. */
export const schemaOf = (args: Args): ArgSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(Object.entries(args).map(([name, { schema }]) => [name, schema])),
  required: Object.entries(args)
    .filter(([, arg]) => arg.required)
    .map(([name]) => name),
});

/** A list of objects of such arguments. */
export const listOf = <A extends Args>(
  args: A,
  description: string,
): Arg<readonly ValuesOf<A>[] | undefined> =>
  optional({ type: 'array', items: schemaOf(args), maxItems: items_max, description });

/** An instant as stations read it best: in UTC, with milliseconds. Texts were checked before. */
export const utc = (given: string): string => {
  const read = readInstant(given);
  return read === null ? given : new Date(read.at).toISOString();
};

/** The instant, where one was given. */
export const utcOrNone = (given: string | undefined): string | undefined =>
  given === undefined ? undefined : utc(given);
