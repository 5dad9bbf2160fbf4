// A cursor: where the next page continues, as one opaque word; it belongs to one question.

import { stableId } from '../lib/hash.ts';
import type { KeyValue } from './page.ts';

export interface Cursor {
  /** Key of the last row given. */
  readonly after: readonly KeyValue[];
  /** The range of the first page: `to` may have been "now", and now moves. */
  readonly from: number;
  readonly to: number;
}

/** A cursor longer than this was not made here. */
export const cursorLengthMax = 2_000;

/** The name of a question as it was asked: a cursor is of use only where this is the same. */
export const fingerprintOf = (question: string, asked: Readonly<Record<string, unknown>>): string =>
  stableId(JSON.stringify([question, Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1))]));

/** The cursor as text: base64url of `[fingerprint, from, to, ...key]`. */
export const cursorText = (cursor: Cursor, fingerprint: string): string =>
  Buffer.from(
    JSON.stringify([fingerprint, cursor.from, cursor.to, ...cursor.after]),
    'utf8',
  ).toString('base64url');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
};

const isKeyValue = (value: unknown): value is KeyValue =>
  typeof value === 'string' || Number.isSafeInteger(value);

/** The cursor of a text, or null where it is none or belongs to another question. */
export const readCursor = (text: string, fingerprint: string, keys: number): Cursor | null => {
  const value = text.length > cursorLengthMax ? null : parsed(text);
  if (!Array.isArray(value) || value.length !== keys + 3 || value[0] !== fingerprint) return null;
  const [from, to, ...after]: unknown[] = value.slice(1);
  if (typeof from !== 'number' || typeof to !== 'number' || !after.every(isKeyValue)) return null;
  return { after, from, to };
};
