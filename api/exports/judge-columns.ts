// Judges a file by its columns: which there must be, and what a cell of each may hold.

import type { Column, HeadingSentences, Judge, RowFinding } from './define.ts';

const plainSentences: HeadingSentences = {
  unknown: (column) => `There is no column ${column} in this file.`,
  twice: (column) => `The column ${column} is there twice.`,
  missing: (column) => `The column ${column} is missing.`,
};

/** What is wrong with a heading. The order of columns is free. */
export const headingFindings = (
  heading: readonly string[],
  columns: readonly Column[],
  sentences: HeadingSentences = plainSentences,
): readonly RowFinding[] => {
  const known = new Set(columns.map(({ name }) => name));
  const seen = new Set<string>();
  const findings: RowFinding[] = [];
  for (const name of heading) {
    const sentence = seen.has(name)
      ? sentences.twice(name)
      : known.has(name)
        ? null
        : sentences.unknown(name);
    if (sentence !== null) findings.push({ column: name, value: name, sentence });
    seen.add(name);
  }
  for (const { name, required } of columns) {
    if (required && !seen.has(name)) {
      findings.push({ column: name, value: '', sentence: sentences.missing(name) });
    }
  }
  return findings;
};

const patterns = {
  text: null,
  labels: null,
  integer: /^-?\d+$/,
  decimal: /^-?\d+(\.\d+)?$/,
  instant: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  zoned: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)$/,
  flag: /^(true|false)$/,
} as const;

/** A judge that knows kinds and emptiness, for files whose receiver has no rules of its own. */
export const judgeByKind = (columns: readonly Column[]): Judge => ({
  end: () => [],
  row: (cells) =>
    columns.flatMap(({ name, kind, required }, i): readonly RowFinding[] => {
      const value = cells[i] ?? null;
      if (value === null) {
        const empty = required && kind !== 'text' && kind !== 'labels';
        return empty ? [{ column: name, value: '', sentence: `${name} is empty.` }] : [];
      }
      const pattern = patterns[kind];
      if (pattern === null || pattern.test(value)) return [];
      return [{ column: name, value, sentence: `${name} holds no ${kind}.` }];
    }),
});
