// The values of a draft, from JSON or from the texts of a CSV line, as an entry says them. Pure.

import { entryColumns, type LedgerTable } from '../../processors/ledger/table.ts';
import { readInstant } from '../../lib/time.ts';
import { decimalText, thousandths } from '../../lib/units.ts';
import type { Column, Row } from '../../schemas/table.ts';
import { jsonMax, type Rule, ruleOf, textMax } from './rules.ts';

/** What is wrong with a draft, and where. */
export interface Fault {
  /** Column; empty where it is the whole. */
  readonly column: string;
  readonly detail: string;
}

export type Values = Readonly<Record<string, unknown>>;

/** What was read of a draft: cells of its own columns, and its span. */
export interface Reading {
  readonly cells: Row;
  readonly entry_id: string | null;
  readonly valid_from: number | null;
  readonly valid_to: number | null;
  readonly faults: readonly Fault[];
}

type Cell = Row[string];
type Read = { readonly cell: Cell } | { readonly wrong: string };

const wrong = (says: string): Read => ({ wrong: says });
const cell = (value: Cell): Read => ({ cell: value });

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const readText = (value: unknown, { form, words, length = textMax }: Rule): Read => {
  if (typeof value !== 'string') return wrong('must be a text');
  const text = value.trim();
  if (text.length > length) return wrong(`must have at most ${length} characters`);
  if (words !== undefined && !words.includes(text)) return wrong(`must be ${words.join(', ')}`);
  if (form !== undefined && !form.pattern.test(text)) return wrong(`must be ${form.says}`);
  return cell(text);
};

const isKind = (value: unknown, kind: 'object' | 'list'): boolean =>
  typeof value === 'object' && value !== null && Array.isArray(value) === (kind === 'list');

const readJson = (value: unknown, kind: 'object' | 'list'): Read => {
  let parsed = value;
  try {
    if (typeof value === 'string') parsed = JSON.parse(value);
  } catch {
    return wrong('is not JSON');
  }
  if (!isKind(parsed, kind)) return wrong(`must be a JSON ${kind}`);
  const text = JSON.stringify(parsed);
  return text.length > jsonMax ? wrong(`must have at most ${jsonMax} characters`) : cell(text);
};

const labels_max = 50;

const readLabels = (value: unknown, { words }: Rule): Read => {
  const list: unknown = typeof value === 'string' ? value.split(/[;\s]+/).filter(Boolean) : value;
  if (!Array.isArray(list) || !list.every((one) => typeof one === 'string'))
    return wrong('must be a list of words; in CSV divided by ;');
  if (list.length > labels_max) return wrong(`must have at most ${labels_max} words`);
  const strange = words === undefined ? undefined : list.find((one) => !words.includes(one));
  if (strange !== undefined) return wrong(`holds ${strange}; must be of ${words?.join(', ')}`);
  return cell(list);
};

const flags: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false };

const readFlag = (value: unknown): Read => {
  const said = typeof value === 'boolean' ? value : flags[String(value).trim().toLowerCase()];
  return said === undefined ? wrong('must be true or false') : cell(said);
};

const readWhole = (value: unknown, { range = [0, 2_147_483_647] }: Rule): Read => {
  const isText = typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim());
  const number = isText || typeof value === 'number' ? Number(value) : Number.NaN;
  const [least, most] = range;
  if (Number.isInteger(number) && number >= least && number <= most) return cell(number);
  return wrong(`must be a whole number from ${least} to ${most}`);
};

const readDecimal = (value: unknown): Read => {
  const plain = typeof value === 'number' ? String(value) : value;
  const read = typeof plain === 'string' ? thousandths(plain) : null;
  return read === null ? wrong('must be a number, as 12.345') : cell(read);
};

const date = /^\d{4}-\d{2}-\d{2}$/;

const readTime = (value: unknown): Read => {
  const text = typeof value === 'string' ? value.trim() : '';
  const read = readInstant(date.test(text) ? `${text}T00:00:00Z` : text);
  if (read?.zoned === true) return cell(read.at);
  return wrong('must be an instant with its offset, as 2026-03-01T00:00:00Z, or a date in UTC');
};

const readValue = ({ type }: Column, value: unknown, rule: Rule): Read => {
  if (rule.json !== undefined) return readJson(value, rule.json);
  switch (type.replace(/^Nullable\((.*)\)$/, '$1')) {
    case 'String':
    case 'LowCardinality(String)':
      return readText(value, rule);
    case 'Array(LowCardinality(String))':
      return readLabels(value, rule);
    case 'Bool':
      return readFlag(value);
    case 'DateTime64(3)':
      return readTime(value);
    case 'Decimal(18, 3)':
      return readDecimal(value);
    default:
      return readWhole(value, rule);
  }
};

const shownChars_max = 60;

/** A value as it was given, in quotes where it is a text; its beginning where it is long. */
const given = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '';
  return text.length <= shownChars_max ? text : `${text.slice(0, shownChars_max)}…`;
};

/** Columns of the envelope that a draft may say itself. */
const ownEnvelope = ['entry_id', 'valid_from', 'valid_to'] as const;

/** The columns that a draft may say, in the order of the table. */
export const draftColumns = (table: LedgerTable): readonly string[] =>
  Object.keys(table.columns).filter(
    (name) => !entryColumns.includes(name) || ownEnvelope.some((own) => own === name),
  );

/** Reads a draft; every fault of it is told. `needs` are the columns without which it is nothing. */
export const readDraft = (
  table: LedgerTable,
  values: Values,
  needs: (column: string) => boolean,
): Reading => {
  const columns: Readonly<Record<string, Column>> = table.columns;
  const known = draftColumns(table);
  const faults: Fault[] = Object.keys(values)
    .filter((name) => !known.includes(name))
    .map((column) => ({ column, detail: `is no column here; known are: ${known.join(', ')}` }));
  const cells: Record<string, Cell> = {};
  for (const name of known) {
    const [column, value] = [columns[name], values[name]];
    if (column === undefined) continue;
    if (isNothing(value)) {
      if (needs(name)) faults.push({ column: name, detail: 'is missing' });
      continue;
    }
    const read = readValue(column, value, ruleOf(table, name));
    if ('wrong' in read) faults.push({ column: name, detail: `${given(value)} ${read.wrong}` });
    else cells[name] = read.cell;
  }
  const { entry_id, valid_from, valid_to, ...own } = cells;
  const instant = (one: Cell | undefined): number | null => (typeof one === 'number' ? one : null);
  return {
    cells: own,
    entry_id: typeof entry_id === 'string' ? entry_id : null,
    valid_from: instant(valid_from),
    valid_to: instant(valid_to),
    faults,
  };
};

/** A cell as the body of an entry says it. */
export const saidOf = ({ type }: Column, value: Cell): unknown => {
  if (typeof value !== 'number') return value;
  const bare = type.replace(/^Nullable\((.*)\)$/, '$1');
  if (bare === 'DateTime64(3)') return new Date(value).toISOString();
  return bare === 'Decimal(18, 3)' ? decimalText(value) : value;
};
