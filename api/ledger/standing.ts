// Which entries of the ledger stood, in memory: the same answers as the tables give.

import { type LedgerTable, overlaid } from '../../processors/ledger/table.ts';
import type { Row } from '../../schemas/table.ts';

/** An entry as it is held to judge further ones. Instants in milliseconds UTC. */
export interface Held {
  readonly table: LedgerTable;
  /** What it is about, as text: unique within the tenant and the table. */
  readonly thing: string;
  readonly entry_id: string;
  /** Names what it says, whatever its id. */
  readonly content: string;
  readonly valid_from: number;
  readonly valid_to: number | null;
  readonly recorded_at: number;
  readonly withdrawn: boolean;
  /** Its columns; of long texts nothing is held. */
  readonly row: Row;
}

export interface When {
  /** Null: at any time. */
  readonly valid_at: number | null;
  /** Inclusive; null: by all that was recorded. */
  readonly known_at: number | null;
}

/** Whether a span holds an instant; every span holds "any time". */
const holds = ({ valid_from, valid_to }: Span, at: number | null): boolean =>
  at === null || (valid_from <= at && (valid_to === null || valid_to > at));

const isLater = (a: Held, b: Held): boolean =>
  a.recorded_at === b.recorded_at ? a.entry_id > b.entry_id : a.recorded_at > b.recorded_at;

/** The entry of one thing that was recorded last, in whatever order they are given. */
export const newestOf = (entries: readonly Held[]): Held | null => {
  let newest: Held | null = null;
  for (const one of entries) if (newest === null || isLater(one, newest)) newest = one;
  return newest;
};

/** The entry of one thing that stood; null where none did. */
export const standing = (entries: readonly Held[], { valid_at, known_at }: When): Held | null => {
  const known = entries.filter((one) => known_at === null || one.recorded_at <= known_at);
  const about = known.filter((one) => !overlaid.has(one.table) || holds(one, valid_at));
  const newest = newestOf(about);
  return newest === null || newest.withdrawn || !holds(newest, valid_at) ? null : newest;
};

export interface Span {
  readonly valid_from: number;
  /** Exclusive; null: no end is known. */
  readonly valid_to: number | null;
}

/** Whether two spans share an instant. */
export const meets = (a: Span, b: Span): boolean =>
  (a.valid_to === null || b.valid_from < a.valid_to) &&
  (b.valid_to === null || a.valid_from < b.valid_to);

/** The spans in which one thing stands by all that is known, with the entry of each. */
export const spansOf = (entries: readonly Held[]): readonly (Span & { readonly entry: Held })[] => {
  const [first] = entries;
  if (first === undefined) return [];
  if (!overlaid.has(first.table)) {
    const entry = standing(entries, { valid_at: null, known_at: null });
    return entry === null ? [] : [{ ...entry, entry }];
  }
  const edges = [...new Set(entries.flatMap(({ valid_from, valid_to }) => [valid_from, valid_to]))]
    .filter((edge) => edge !== null)
    .toSorted((a, b) => a - b);
  return edges.flatMap((valid_from, place) => {
    const entry = standing(entries, { valid_at: valid_from, known_at: null });
    return entry === null ? [] : [{ entry, valid_from, valid_to: edges[place + 1] ?? null }];
  });
};
