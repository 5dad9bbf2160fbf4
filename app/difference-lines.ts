// The difference of two sets as a table to read.

import type { Figures } from './set-figures.ts';
import type { ChangedRow, SetDifferences, TableDifference } from './set-differences.ts';

const wide = 20;
const narrow = 9;

const signed = (value: number): string =>
  value === 0 ? '0' : `${value > 0 ? '+' : ''}${Number(value.toFixed(3)).toLocaleString('en')}`;

const moved = ({ before, after }: TableDifference, name: keyof Figures): string => {
  const [was, is] = [before[name], after[name]];
  return was === null && is === null ? '-' : signed((is ?? 0) - (was ?? 0));
};

const isSame = (one: TableDifference): boolean => one.added + one.removed + one.changed === 0;

const cells = (first: string, others: readonly string[]): string =>
  first.padEnd(wide) + others.map((text) => ` ${text.padStart(narrow)}`).join('');

const headings = ['rows', 'added', 'removed', 'changed', 'kWh', 'minutes', 'money', 'moving'];

const tableLine = (one: TableDifference): string => {
  const { table, after, added, removed, changed, moving } = one;
  const counts = [after.rows, added, removed, changed].map((count) => count.toLocaleString('en'));
  const sums = [moved(one, 'kwh'), moved(one, 'minutes'), moved(one, 'money')];
  return cells(table, [...counts, ...sums, String(moving)]);
};

const rowLines = ({ key, change, columns }: ChangedRow): readonly string[] => [
  `  ${change} ${Object.values(key).join(' ')}`,
  ...Object.entries(columns).map(
    ([name, [before, after]]) => `    ${name}: ${before ?? 'null'} -> ${after ?? 'null'}`,
  ),
];

/** One line a table that differs, then which columns and, by name, some of the rows. */
export const differenceLines = ({ from, to, rows, tables }: SetDifferences): readonly string[] => {
  const differing = tables.filter((one) => !isSame(one));
  const same = tables.length - differing.length;
  if (differing.length === 0) return [`Set ${to} says the same as set ${from} in all tables.`];
  return [
    `Set ${to} against set ${from}: ${rows} rows differ; ${same} tables are the same.`,
    '',
    cells('table', headings),
    ...differing.map(tableLine),
    ...differing.flatMap((one) => [
      '',
      `${one.table}: ${Object.entries(one.columns)
        .map(([name, count]) => `${name} (${count})`)
        .join(', ')}`,
      ...one.sample.flatMap(rowLines),
    ]),
    '',
  ];
};
