// What the boards show of the golden fleet is what the simulator and plain arithmetic say of it.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  answerOf,
  askingPanels,
  chooseVariables,
  readBoards,
  readySql,
  type JsonBoard,
} from '../test/asking-boards.ts';
import { goldenFrom, goldenTo, openGoldenFleet, type GoldenFleet } from '../test/golden-fleet.ts';
import type { BoardShown, Near, Shown } from '../test/shown/shown.ts';

const folder = join(import.meta.dirname, '..', 'test', 'shown');
const held: readonly BoardShown[] = (
  await Promise.all(
    readdirSync(folder).map(async (name) => (await import(join(folder, name))) as object),
  )
).flatMap((module) => ('shown' in module ? [module.shown as BoardShown] : []));

let fleet: GoldenFleet;
beforeAll(async () => {
  fleet = await openGoldenFleet();
});
afterAll(async () => fleet.store.close());

const range = { from_ms: goldenFrom, to_ms: goldenTo };
/** Panels that say numbers or words; the others draw a course, whose shape is held elsewhere. */
const saying = new Set(['stat', 'gauge', 'table', 'bargauge', 'piechart']);
const titlesOf = (board: JsonBoard): readonly string[] =>
  askingPanels(board).flatMap(({ panel }) => (saying.has(panel.type) ? [panel.title] : []));

type Answer = Awaited<ReturnType<typeof answerOf>>;

/** Binary fractions are the same where they agree to a millionth of a millionth. */
const even = (value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value;

/** Cells as they are meant: numbers that JSON writes as texts, instants in milliseconds UTC. */
const plainCell = (value: unknown, type: string): unknown => {
  const bare = type.replaceAll(/(?:Nullable|LowCardinality)\(|\)$/g, '');
  if (value === null || /^(?:String|Bool)/.test(bare)) return value;
  if (bare.startsWith('DateTime')) return Date.parse(`${(value as string).replace(' ', 'T')}Z`);
  return even(Number(value));
};

const plain = ({ columns, rows }: Answer): readonly (readonly unknown[])[] =>
  rows.map((row) => row.map((value, index) => plainCell(value, columns[index]?.type ?? '')));

/** The answer of each panel over the whole range, with everything chosen that can be several. */
const answers = async (board: JsonBoard, { choice }: BoardShown) => {
  const found = await chooseVariables(fleet.store, board, { range, several: 'all' });
  const own = Object.entries(choice?.(fleet) ?? {}).map(([name, value]) => [name, { value }]);
  const variables = { ...found, ...Object.fromEntries(own) };
  const asked = askingPanels(board)
    .filter(({ panel }) => saying.has(panel.type))
    .map(async ({ panel, target }) => {
      const sql = readySql({ sql: target.rawSql, interval: panel.interval }, range, variables);
      return [panel.title, plain(await answerOf(fleet.store, sql))] as const;
    });
  return new Map(await Promise.all(asked));
};

const isNear = (wanted: unknown): wanted is Near =>
  typeof wanted === 'object' && wanted !== null && 'near' in wanted;

/** What is expected of a cell: a number that is near enough is taken for the one that is shown. */
const expectedCell = (wanted: unknown, shown: unknown): unknown =>
  isNear(wanted) && Math.abs(Number(shown) - wanted.near) <= wanted.within ? shown : even(wanted);

const expectedRows = (wanted: Shown, rows: readonly (readonly unknown[])[]) => {
  const all = Array.isArray(wanted) ? (wanted as readonly (readonly unknown[])[]) : [[wanted]];
  return all.map((row, i) => row.map((cell, j) => expectedCell(cell, rows[i]?.[j])));
};

/** What regulators and bills need has a ledger beside the fleet: `expected-regulated.int.test.ts`. */
const regulated = new Set(['laddbok-compliance', 'laddbok-billing']);

describe.each(readBoards().filter(({ uid }) => !regulated.has(uid)))(
  'the board "$title"',
  (board) => {
    const own = held.find(({ uid }) => uid === board.uid);

    test('has an expected value for each number and each table, and for nothing else', () => {
      const titles = titlesOf(board);
      expect(new Set(titles).size).toBe(titles.length);
      expect(Object.keys(own?.panels ?? {}).toSorted()).toEqual(titles.toSorted());
    });

    test('shows what the fleet did', async () => {
      if (own === undefined) return;
      for (const [title, rows] of await answers(board, own)) {
        const wanted = own.panels[title];
        if (wanted === undefined) continue;
        expect.soft([title, rows]).toEqual([title, expectedRows(wanted(fleet), rows)]);
      }
    });
  },
);

test('the fleet has enough of everything that its numbers say something', () => {
  const { truth, traffic } = fleet;
  expect(truth.sessions.length).toBeGreaterThan(50);
  expect(truth.outages.length).toBeGreaterThan(10);
  expect(truth.faults.length).toBe(3);
  expect(new Set(traffic.said.map(({ station_id }) => station_id)).size).toBe(5);
  expect(new Set(traffic.connections.map(({ protocol }) => protocol)).size).toBe(2);
});
