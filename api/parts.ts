// The first rows of a question, asked for part by part: only the windows that they lie in are read.

import type { Part, Parts } from './define.ts';
import type { StoreRow } from './encode.ts';
import { questionTimeout_ms, queryOf, type Errand } from './errand.ts';

/** Windows more than the rows so far let expect, since they are never spread evenly. */
const spare = 1.25;
/** A part is at most so many times as long as the one before: parts without rows are soon over. */
const growth_max = 8;

const ask = async (errand: Errand, limit: number): Promise<readonly StoreRow[]> =>
  errand.store.query<StoreRow>(queryOf(errand, limit), { timeout_ms: questionTimeout_ms });

/** The rows from the start of a page on, in their order, and no more than a limit. */
export const firstRows = async (errand: Errand, limit: number): Promise<readonly StoreRow[]> => {
  const { question, ready } = errand;
  const parts = question.parts?.(ready.asked) ?? null;
  if (parts === null) return ask(errand, limit);
  const rows: StoreRow[] = [];
  let windows = firstWindows(errand, parts, limit);
  let rest: Part = restOf(errand, parts);
  while (rest.from < rest.to) {
    const [part, later] = parted(errand, rest, { parts, windows });
    const asked = { ...ready.asked, part };
    const found = await ask({ ...errand, ready: { ...ready, asked } }, limit - rows.length);
    for (const row of found) rows.push(row);
    if (rows.length >= limit) break;
    windows = nextWindows(windows, found.length, limit - rows.length);
    rest = later;
  }
  return rows;
};

/** Where nothing is grouped by, a window is one row at most. */
const firstWindows = ({ ready }: Errand, { first }: Parts, limit: number): number => {
  const windows = ready.key.length === 1 ? limit : first;
  // Of the window in which the page before ended only some rows are left.
  return ready.after === null ? windows : windows + 1;
};

/** What of the range a page may show: from the window on in which the page before ended. */
const restOf = ({ ready }: Errand, parts: Parts): Part => {
  const { from, to } = ready.asked;
  const start = ready.after?.[0];
  if (typeof start !== 'number') return { from, to };
  return ready.order === 'asc'
    ? { from: Math.max(from, start), to }
    : { from, to: Math.min(to, parts.border(start, 1)) };
};

interface Length {
  readonly parts: Parts;
  readonly windows: number;
}

/** The next part in the order of the rows, and what is left after it. */
const parted = (
  { ready }: Errand,
  { from, to }: Part,
  { parts, windows }: Length,
): readonly [Part, Part] => {
  if (ready.order === 'asc') {
    const border = Math.min(to, parts.border(from, windows));
    return [
      { from, to: border },
      { from: border, to },
    ];
  }
  const border = Math.max(from, parts.border(to, -windows));
  return [
    { from: border, to },
    { from, to: border },
  ];
};

/** As many windows as hold what is wanted, if they are as full as those before. */
const nextWindows = (windows: number, found: number, wanted: number): number => {
  if (found === 0) return windows * growth_max;
  const expected = Math.ceil(((wanted * windows) / found) * spare);
  return Math.min(expected, windows * growth_max);
};
