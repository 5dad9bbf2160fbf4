// Arguments as people type them, `port=1 id_token=TAG`, read by what each argument takes. Pure.

import { type Values, wordOf } from './vocabulary.ts';

type Read = { readonly values: Values } | { readonly problem: string };

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** The value that a text stands for, by the type of its schema; the text itself where it is none. */
const valueOf = (text: string, schema: Readonly<Record<string, unknown>> | undefined): unknown => {
  const { type } = schema ?? {};
  if (type === 'integer' || type === 'number')
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  if (type !== 'array' && type !== 'object') return text;
  const json = parsed(text);
  if (json !== undefined && typeof json === 'object') return json;
  return type === 'array' ? text.split(',') : text;
};

/** The arguments of a command from `KEY=VALUE` and from JSON; the former win. */
export const valuesOf = (name: string, pairs: readonly string[], json: string): Read => {
  const base = parsed(json);
  if (typeof base !== 'object' || base === null || Array.isArray(base))
    return { problem: '--args is no JSON object' };
  const args = wordOf(name)?.args ?? {};
  const values: Record<string, unknown> = { ...base };
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) return { problem: `"${pair}" is no KEY=VALUE` };
    const key = pair.slice(0, at);
    values[key] = valueOf(pair.slice(at + 1), args[key]?.schema);
  }
  return { values };
};
