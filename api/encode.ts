// A row of the store as JSON or CSV text, by the fields of the answer; digits pass as they are.

import type { FieldKind, RowField } from './fields.ts';
import { zonedText } from './zone.ts';

export type StoreRow = Readonly<Record<string, unknown>>;
/** The values of a row in the order of its fields. */
export type RowValues = readonly unknown[];
export type RowText = (values: RowValues) => string;

/** Milliseconds of an instant as the store writes it: `2026-03-29 01:00:00.000`, in UTC. */
export const storeInstant = (value: unknown): number => {
  const at = Date.parse(`${String(value).replace(' ', 'T')}Z`);
  if (!Number.isFinite(at)) throw new TypeError(`The store gave no instant: ${String(value)}`);
  return at;
};

const instantOf = (value: unknown): string => {
  const text = String(value).replace(' ', 'T');
  return text.includes('.') ? `${text}Z` : `${text}.000Z`;
};

const number = /^-?\d+(\.\d+)?$/;

const numberOf = (value: unknown): string => {
  const text = String(value);
  if (Number.isSafeInteger(value)) return text;
  // Written into JSON as it is, so that no digit is lost: it must be a number, and nothing else.
  if (!number.test(text)) throw new TypeError(`The store gave no number: ${text}`);
  return text;
};

const labelsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [];

/** The value as plain text, the same in every format. */
const plain: Readonly<Record<FieldKind, (value: unknown, zone: string) => string>> = {
  text: String,
  integer: numberOf,
  decimal: numberOf,
  instant: instantOf,
  zoned: (value, zone) => zonedText(storeInstant(value), zone),
  flag: (value) => (value === true || value === 1 ? 'true' : 'false'),
  labels: (value) => labelsOf(value).join(';'),
};

/** Kinds whose plain text is a JSON value as it is; the others are quoted. */
const bare: ReadonlySet<FieldKind> = new Set(['integer', 'decimal', 'flag']);

/** Text that JSON holds as it is, as nearly all is: asking that is quicker than to look for escapes. */
const bland = /^[ !#-[\]-~]*$/;

const quotedText = (text: string): string =>
  bland.test(text) ? `"${text}"` : JSON.stringify(text);

/** How a value that is there is written in JSON. */
const jsonOf = (kind: FieldKind, zone: string): ((value: unknown) => string) => {
  if (kind === 'labels') return (value) => JSON.stringify(labelsOf(value));
  const write = plain[kind];
  if (bare.has(kind)) return (value) => write(value, zone);
  return (value) => quotedText(write(value, zone));
};

/** A value that is there, as plain text: the same in every format. */
export const plainText = (kind: FieldKind, value: unknown, zone: string): string =>
  plain[kind](value, zone);

const isNull = (value: unknown): boolean => value === null || value === undefined;

/** The values of a row that the store gave by name. */
export const valuesOf = (row: StoreRow, fields: readonly RowField[]): RowValues =>
  fields.map(({ name }) => row[name]);

/** Writes rows as JSON objects without line breaks: a line of NDJSON, an element of `data`. */
export const jsonRow = (fields: readonly RowField[], zone: string): RowText => {
  const named = fields.map(({ name, kind }, i) => ({
    head: `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    write: jsonOf(kind, zone),
  }));
  return (values) => {
    let text = '';
    let place = 0;
    // Without entries(), which makes a pair for each of a quarter of a million values of an answer.
    for (const { head, write } of named) {
      const value = values[place++];
      text += isNull(value) ? `${head}null` : head + write(value);
    }
    return `${text}}`;
  };
};

const needsQuotes = /[",\r\n]/;

const csvCell = (text: string): string =>
  text === '' || needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const dangerous = /^[=+\-@\t\r']/;

/**
 * A text that no spreadsheet takes for a formula: what begins with = + - @, a tab or a carriage
 * return gets an apostrophe in front. What begins with an apostrophe gets another, so that a reader
 * that takes one off has the exact text again. Source: OWASP, CSV injection.
 */
export const guarded = (text: string): string => (dangerous.test(text) ? `'${text}` : text);

/** Kinds whose text somebody else may have chosen: a station, a driver, an operator. */
const chosen: ReadonlySet<FieldKind> = new Set(['text', 'labels']);

/**
 * Writes rows as lines of CSV (RFC 4180, CRLF). Null is an empty field, an empty text is `""`;
 * the labels of a list are joined by `;`. Texts are guarded against being taken for formulas;
 * NDJSON and Parquet hold them as they are.
 */
export const csvRow =
  (fields: readonly RowField[], zone: string): RowText =>
  (values) => {
    const cells = fields.map(({ kind }, i) => {
      const value = values[i];
      if (isNull(value)) return '';
      const text = plain[kind](value, zone);
      return csvCell(chosen.has(kind) ? guarded(text) : text);
    });
    return `${cells.join(',')}\r\n`;
  };

export const csvHeader = (fields: readonly RowField[]): string =>
  `${fields.map(({ name }) => csvCell(name)).join(',')}\r\n`;
