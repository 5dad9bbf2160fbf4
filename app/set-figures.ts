// What a table amounts to: rows, energy, minutes and money, so that two sets can be told apart.

import type { Store } from '../store/port.ts';

/** Null where the table knows nothing of the kind. */
export interface Figures {
  readonly rows: number;
  readonly kwh: number | null;
  readonly minutes: number | null;
  /** Sum of amounts, whatever their currency: it tells that money changed, not how much is owed. */
  readonly money: number | null;
}

interface Wanted {
  readonly name: string;
  readonly set: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const isNumber = (type: string): boolean => /Decimal|Int\d/.test(type);
/** Energy that flowed; registers and capacities are no amounts to sum. */
const isEnergy = (name: string): boolean => /(?:^|_)energy_wh$/.test(name);
const isDuration = (name: string): boolean => name === 'duration_s';
const isMoney = (name: string): boolean => /(?:^|_)(?:amount|cost|price|total)$/.test(name);

/** The spans of a table: from when it says something began to when it ended. */
const spanOf = (names: ReadonlySet<string>): string | null => {
  const ends = names.has('ended_at') ? 'ended_at' : null;
  const start = ['started_at', 'opened_at'].find((name) => names.has(name));
  if (ends === null || start === undefined) return null;
  return `sum(ifNull(dateDiff('millisecond', ${start}, ${ends}), 0)) / 60000`;
};

const summed = (columns: readonly string[], per: number): string | null =>
  columns.length === 0
    ? null
    : columns.map((name) => `sum(ifNull(toFloat64(${name}), 0))`).join(' + ') + ` / ${per}`;

/** Sums what a table of a set tells; zero rows where the set has no such table. */
export const figuresOf = async (store: Store, { name, set, columns }: Wanted): Promise<Figures> => {
  if (columns.length === 0) return { rows: 0, kwh: null, minutes: null, money: null };
  const numbers = columns.filter(({ type }) => isNumber(type)).map((column) => column.name);
  const parts = {
    kwh: summed(numbers.filter(isEnergy).slice(0, 1), 1_000),
    minutes:
      summed(numbers.filter(isDuration), 60) ?? spanOf(new Set(columns.map((one) => one.name))),
    // In `other_energy` an amount is energy of another kind.
    money: name === 'other_energy' ? null : summed(numbers.filter(isMoney), 1),
  };
  const select = Object.entries(parts).flatMap(([part, sql]) =>
    sql === null ? [] : [`round(${sql}, 3) AS ${part}`],
  );
  const sql = `SELECT ${['count() AS rows', ...select].join(', ')} FROM ${name}_v${set} FINAL`;
  const [row = {}] = await store.query<Record<string, string | number>>(
    { sql, params: {} },
    { timeout_ms: 600_000 },
  );
  const figure = (part: keyof typeof parts): number | null =>
    parts[part] === null ? null : Number(row[part] ?? 0);
  return {
    rows: Number(row['rows'] ?? 0),
    kwh: figure('kwh'),
    minutes: figure('minutes'),
    money: figure('money'),
  };
};
