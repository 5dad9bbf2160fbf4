// A small language for the shape of JSON objects, and the sentences of a JSON Schema validator.

import type { RowFinding } from '../define.ts';
import { isRecord } from '../document.ts';

/** What a member may hold: words, a text of a pattern, a number, an object, or a list of one. */
export type Shape =
  | { readonly is: 'word'; readonly of: readonly string[] }
  | { readonly is: 'text'; readonly pattern: RegExp }
  | { readonly is: 'number'; readonly least: number; readonly most: number }
  | { readonly is: 'anything' }
  | { readonly is: 'list'; readonly of: Shape; readonly least: number }
  | {
      readonly is: 'object';
      readonly required: Readonly<Record<string, Shape>>;
      /** Further members; any other is refused, as the profile does. Null: any other may be. */
      readonly optional: Readonly<Record<string, Shape>> | null;
    };

export const anything: Shape = { is: 'anything' };
export const nonEmpty: Shape = { is: 'text', pattern: /\S/ };
export const matching = (pattern: RegExp): Shape => ({ is: 'text', pattern });
export const between = (least: number, most: number): Shape => ({ is: 'number', least, most });
export const listOf = (of: Shape, least = 0): Shape => ({ is: 'list', of, least });
export const objectOf = (
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> | null = {},
): Shape => ({ is: 'object', required, optional });
/** A word of an enumeration, which the profile wraps into an object. */
export const wordOf = (words: string): Shape =>
  objectOf({ value: { is: 'word', of: words.split(' ') } }, { extendedValueG: nonEmpty });
/** A list of names that may hold anything. */
export const members = (names: string): Readonly<Record<string, Shape>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, anything]));

type Judged = readonly RowFinding[];

const said = (path: string, value: unknown, sentence: string): Judged => [
  { column: path, value: typeof value === 'string' ? value : '', sentence },
];

const judgeObject = (
  value: unknown,
  shape: Shape & { readonly is: 'object' },
  path: string,
): Judged => {
  if (!isRecord(value)) return said(path, value, 'must be object');
  const { required, optional } = shape;
  const missing = Object.keys(required).filter((name) => value[name] === undefined);
  return [
    ...missing.flatMap((name) => said(path, '', `must have required property '${name}'`)),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const own = required[name] ?? optional?.[name];
      if (own !== undefined) return judgeShape(inner, own, path === '' ? name : `${path}.${name}`);
      return optional === null
        ? []
        : said(path, name, `must NOT have additional properties: ${name}`);
    }),
  ];
};

/** What is wrong with a value, each with its path. */
export const judgeShape = (value: unknown, shape: Shape, path = ''): Judged => {
  switch (shape.is) {
    case 'anything':
      return [];
    case 'word':
      if (shape.of.some((word) => word === value)) return [];
      return said(path, value, 'must be equal to one of the allowed values');
    case 'text':
      if (typeof value !== 'string') return said(path, value, 'must be string');
      return shape.pattern.test(value)
        ? []
        : said(path, value, `must match pattern "${shape.pattern.source}"`);
    case 'number': {
      if (typeof value !== 'number') return said(path, value, 'must be number');
      const { least, most } = shape;
      if (value >= least && value <= most) return [];
      return said(path, String(value), `must be >= ${least} and <= ${most}`);
    }
    case 'list':
      if (!Array.isArray(value)) return said(path, value, 'must be array');
      return [
        ...(value.length < shape.least
          ? said(path, '', `must NOT have fewer than ${shape.least} items`)
          : []),
        ...value.flatMap((one, i) => judgeShape(one, shape.of, `${path}[${i}]`)),
      ];
    case 'object':
      return judgeObject(value, shape, path);
  }
};
