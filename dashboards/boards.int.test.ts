// Every question of every board, asked of a store that holds a golden fleet.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { day_ms, hour_ms } from '../lib/time.ts';
import {
  answerOf,
  askingPanels,
  chooseVariables,
  readBoards,
  readySql,
} from '../test/asking-boards.ts';
import { goldenFrom, goldenTo, openGoldenFleet, type GoldenFleet } from '../test/golden-fleet.ts';

let fleet: GoldenFleet;
beforeAll(async () => {
  fleet = await openGoldenFleet();
});
afterAll(async () => fleet.store.close());

const ranges = {
  'three days': { from_ms: goldenFrom, to_ms: goldenTo },
  'an afternoon': { from_ms: goldenTo - day_ms + 12 * hour_ms, to_ms: goldenTo - 6 * hour_ms },
  'a time without data': { from_ms: goldenTo + 9 * day_ms, to_ms: goldenTo + 10 * day_ms },
};

/** More lines than this nobody can tell apart. */
const series_max = 40;
const isNumber = (type: string): boolean => /^(?:Nullable\()?(?:U?Int|Float|Decimal)/.test(type);
const isText = (type: string): boolean => /^(?:LowCardinality\()?(?:Nullable\()?String/.test(type);

type Answer = Awaited<ReturnType<typeof answerOf>>;
type Asking = ReturnType<typeof askingPanels>[number];

/** What is wrong with the shape of an answer for its kind of panel; empty where nothing is. */
const misshapen = ({ panel, target }: Asking, { columns, rows }: Answer): readonly string[] => {
  const types = columns.map(({ type }) => type);
  const says = (wrong: boolean, what: string): readonly string[] => (wrong ? [what] : []);
  if (target.format === 0) {
    const times = rows.map(([time]) => String(time));
    const labels = columns.flatMap(({ type }, index) => (isText(type) ? [index] : []));
    const series = new Set(rows.map((row) => labels.map((index) => row[index]).join()));
    return [
      ...says(!/^DateTime/.test(types[0] ?? ''), `the first column is ${types[0]}, not a time`),
      ...says(!types.slice(1).some(isNumber), 'no column is a number'),
      ...says(
        times.some((time, index) => time < (times[index - 1] ?? '')),
        'not in order of time',
      ),
      ...says(series.size > series_max, `${series.size} series`),
      ...says(
        labels.length > 0 && !columns.some(({ name }) => name === 'Value'),
        'no column Value',
      ),
    ];
  }
  switch (panel.type) {
    case 'stat':
    case 'gauge':
      return [
        ...says(rows.length !== 1, `${rows.length} rows, not one`),
        ...says(types.length !== 1 || !types.every(isNumber), `columns ${types.join()}`),
      ];
    case 'bargauge':
    case 'piechart':
      return says(!isText(types[0] ?? '') || !isNumber(types[1] ?? ''), `columns ${types.join()}`);
    case 'histogram':
    case 'trend':
      return says(!types.every(isNumber), `columns ${types.join()}`);
    default: {
      const named = panel.fieldConfig?.overrides.map(({ matcher }) => matcher.options) ?? [];
      const names = columns.map(({ name }) => name);
      return [
        ...says(
          names.some((name) => !named.includes(name)),
          `no look for one of ${names.join()}`,
        ),
        ...says(
          named.some((name) => !names.includes(name)),
          `no column for one of ${named.join()}`,
        ),
      ];
    }
  }
};

describe.each(readBoards())('the board "$title"', (board) => {
  for (const [name, range] of Object.entries(ranges))
    for (const several of ['all', 'two'] as const)
      test(`has answers of the right shape over ${name}, for ${several} stations`, async () => {
        const variables = await chooseVariables(fleet.store, board, { range, several });
        const asked = askingPanels(board).map(async (asking) => {
          const { panel, target } = asking;
          const sql = readySql({ sql: target.rawSql, interval: panel.interval }, range, variables);
          const answer = await answerOf(fleet.store, sql).catch((thrown: unknown) =>
            String(thrown),
          );
          if (typeof answer === 'string') return { faults: [`${panel.title}: ${answer}\n${sql}`] };
          const faults = misshapen(asking, answer).map((what) => `${panel.title}: ${what}`);
          return { faults, ...(answer.rows.length === 0 ? { empty: panel.title } : {}) };
        });
        const answers = await Promise.all(asked);
        const faults = answers.flatMap((one) => one.faults);
        const empty = answers.flatMap((one) => ('empty' in one ? [one.empty] : []));
        for (const { name: marked, target } of board.annotations.list) {
          const sql = readySql({ sql: target.rawSql }, range, variables);
          const answer = await answerOf(fleet.store, sql).catch((thrown: unknown) =>
            String(thrown),
          );
          if (typeof answer === 'string') faults.push(`${marked}: ${answer}\n${sql}`);
          else if (!/^DateTime/.test(answer.columns[0]?.type ?? ''))
            faults.push(`${marked}: no time`);
        }
        expect(faults).toEqual([]);
        if (name === 'three days' && several === 'all') expect(empty).toEqual([]);
      });
});
