// Values bound to `{name:Type}` placeholders, in the text that ClickHouse reads them from.

import { AssertionError } from 'node:assert';
import type { QueryParams } from './port.ts';

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const escaped = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what is escaped here
  text.replaceAll(/[\\\0\b\f\n\r\t]/g, (character) => escapes[character] ?? character);

/** A text as a literal of SQL. */
export const textLiteral = (text: string): string => `'${escaped(text).replaceAll("'", "\\'")}'`;

/**
 * A value as the text of a parameter: what the HTTP interface takes as `param_name=`. The engine
 * reads it by the type of the placeholder; it never becomes part of the SQL.
 */
export const paramText = (value: QueryParams[string]): string => {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'object') return `[${value.map(textLiteral).join(',')}]`;
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new AssertionError({ message: `${value} cannot be bound to a parameter` });
  return String(value);
};

/** The texts of parameters as a `SET` statement of a connection; null where there are none. */
export const setParams = (texts: Readonly<Record<string, string>>): string | null => {
  const entries = Object.entries(texts);
  if (entries.length === 0) return null;
  const assignments = entries.map(([name, text]) => {
    if (!/^[A-Za-z_]\w{0,62}$/.test(name))
      throw new AssertionError({ message: `"${name}" is no name of a parameter` });
    return `param_${name} = ${textLiteral(text)}`;
  });
  return `SET ${assignments.join(', ')}`;
};

/** The names of the placeholders that an SQL text may hold. */
export const placeholders = (sql: string): readonly string[] =>
  [...sql.matchAll(/\{\s*([A-Za-z_]\w*)\s*:/g)].map(([, name = '']) => name);
