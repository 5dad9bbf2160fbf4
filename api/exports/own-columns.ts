// Columns of filings for which no receiver published a form, and the rules that we hold them to.

import type { FieldKind } from '../fields.ts';
import type { Column, Judge, RowFinding } from './define.ts';
import { judgeByKind } from './judge-columns.ts';

type Made = (name: string, about: string) => Column;

const made =
  (kind: FieldKind, required: boolean, rule: string): Made =>
  (name, about) => ({ name, kind, about, required, rule });

export const text = made('text', true, '');
export const maybeText = made('text', false, 'may be empty');
export const whole = made('integer', true, 'whole number');
export const minutes = made('decimal', true, 'minutes, two places');
export const percent = made('decimal', false, 'percent, rounded down; empty: nothing was measured');
export const number = made('decimal', true, 'number');

/** A row by the names of its columns. */
export type Cell = (column: string) => string | null;

/** Keys that are held to find one that stands twice; of later ones only neighbours are compared. */
const keysMax = 100_000;

/** Judges kinds and emptiness, each key once, and whole rows by a rule. */
export const rowJudge = (
  { columns, key }: { readonly columns: readonly Column[]; readonly key: readonly string[] },
  rule: (cell: Cell) => readonly RowFinding[],
): Judge => {
  const kinds = judgeByKind(columns);
  const seen = new Set<string>();
  let last = '';
  const place = new Map(columns.map(({ name }, i) => [name, i]));
  return {
    row: (cells) => {
      const cell: Cell = (name) => cells[place.get(name) ?? -1] ?? null;
      const identity = JSON.stringify(key.map(cell));
      const twice = seen.has(identity) || identity === last;
      if (seen.size < keysMax) seen.add(identity);
      last = identity;
      const sentence = `The row of ${key.join(', ')} stands twice.`;
      return [
        ...kinds.row(cells),
        ...rule(cell),
        ...(twice ? [{ column: key.join(', '), value: '', sentence }] : []),
      ];
    },
    end: () => [],
  };
};

/** Values of a row in the order of its columns. */
export const inOrder = (
  columns: readonly Column[],
  row: Readonly<Record<string, string | number | null>>,
) => columns.map(({ name }) => row[name] ?? null);

const hundredths = (value: string | null): number => Math.round(Number(value ?? 0) * 100);

/** What is wrong where parts do not add up to the whole; each part is rounded by itself. */
export const sumFinding = (
  cell: Cell,
  parts: readonly string[],
  [column, expected]: readonly [column: string, expected: string | null],
): readonly RowFinding[] => {
  const sum = parts.reduce((all, name) => all + hundredths(cell(name)), 0);
  if (Math.abs(sum - hundredths(expected)) <= parts.length) return [];
  const sentence = `${parts.join(' + ')} is ${sum / 100}, and not ${column}.`;
  return [{ column, value: expected ?? '', sentence }];
};

/** What is wrong where a percentage is not that of the minutes beside it, to a thousandth. */
export const percentFinding = (
  cell: Cell,
  column: string,
  [part, of]: readonly [part: number, of: number],
): readonly RowFinding[] => {
  const value = cell(column);
  if (of === 0) return value === null ? [] : [finding(column, value, 'nothing was measured')];
  const right = (part * 100) / of;
  if (value !== null && Math.abs(Number(value) - right) < 0.002) return [];
  return [finding(column, value ?? '', `the minutes beside it make ${right.toFixed(4)}`)];
};

const finding = (column: string, value: string, why: string): RowFinding => ({
  column,
  value,
  sentence: `${column} is not what its row says: ${why}.`,
});

export const minutesIn = (ms: number): string => (Math.round(ms / 600) / 100).toFixed(2);
/** A percentage with four places, rounded down. */
export const percentText = (value: number | null): string | null =>
  value === null ? null : (Math.floor(value * 1e4 + 1e-6) / 1e4).toFixed(4);
