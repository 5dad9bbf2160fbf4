// What the boards show of the golden fleet is what the simulator and plain arithmetic say of it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { day_ms, hour_ms } from '../lib/time.ts';
import { attempts } from '../processors/attempts/table.ts';
import { availability } from '../processors/availability/table.ts';
import { completeness } from '../processors/completeness/table.ts';
import { sessions } from '../processors/sessions/table.ts';
import { stations } from '../processors/stations/table.ts';
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

const range = { from_ms: goldenFrom, to_ms: goldenTo };

/** The answer of a panel over the whole range with everything chosen. */
const shown = async (uid: string, title: string) => {
  const board = readBoards().find((one) => one.uid === uid);
  const asking = board && askingPanels(board).find(({ panel }) => panel.title === title);
  if (board === undefined || asking === undefined) throw new Error(`no panel ${title} on ${uid}`);
  const variables = await chooseVariables(fleet.store, board, { range, several: 'all' });
  const { panel, target } = asking;
  const sql = readySql({ sql: target.rawSql, interval: panel.interval }, range, variables);
  return (await answerOf(fleet.store, sql)).rows;
};

const number = async (uid: string, title: string): Promise<number> =>
  Number((await shown(uid, title))[0]?.[0]);

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
/** The one that `quantileExact` takes. */
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? Number.NaN;
const among = (at: number): boolean => at >= goldenFrom && at <= goldenTo;

test('energy is what the registers of the simulator moved, on every board', async () => {
  const energy_wh = sum(fleet.truth.buckets.map((one) => one.energy_mwh)) / 1000;
  expect(energy_wh).toBeGreaterThan(100_000);
  expect(await number('laddbok-overview', 'Energy delivered')).toBeCloseTo(energy_wh, 3);
  expect(await number('laddbok-demand', 'Energy delivered')).toBeCloseTo(energy_wh, 3);
});

test('sessions are those that the simulator started', async () => {
  const started = fleet.truth.sessions.filter((one) => among(one.started_at));
  expect(await number('laddbok-overview', 'Sessions')).toBe(started.length);
  expect(await number('laddbok-demand', 'Sessions')).toBe(started.length);
  const taken = started.filter((one) => one.ended_at !== null && one.energy_mwh > 0);
  expect(await number('laddbok-demand', 'Energy of a session, median')).toBeCloseTo(
    quantile(
      taken.map((one) => one.energy_mwh / 1000),
      0.5,
    ),
    3,
  );
});

test('faults are those that the simulator had, and the one by hand that stands', async () => {
  const opened = fleet.truth.faults.length + 1;
  const open = fleet.truth.faults.filter((one) => one.cleared_at === null).length + 1;
  expect(open).toBe(1);
  expect(await number('laddbok-faults', 'Faults opened')).toBe(opened);
  expect(await number('laddbok-faults', 'Open faults')).toBe(open);
  expect(await number('laddbok-overview', 'Open faults')).toBe(open);
  const recovered = fleet.truth.faults.flatMap(({ opened_at, cleared_at }) =>
    cleared_at === null ? [] : [(cleared_at - opened_at) / 1000],
  );
  expect(await number('laddbok-faults', 'Time to clear, median')).toBe(quantile(recovered, 0.5));
  expect(await number('laddbok-faults', 'Faults per 100 sessions')).toBeCloseTo(
    (100 * opened) / fleet.truth.sessions.length,
    9,
  );
  const worst = await shown('laddbok-faults', 'Worst ports');
  expect(sum(worst.map((row) => Number(row[2])))).toBe(opened);
  expect(await shown('laddbok-faults', 'Open faults and warnings')).toMatchObject([
    [
      fleet.stations[1],
      1,
      'fault',
      'GroundFailure',
      'E7',
      'by hand',
      expect.any(String),
      expect.any(Number),
    ],
  ]);
});

test('time in service is added up from the timeline of each port', async () => {
  const known = Math.min(
    goldenTo,
    Math.max(...fleet.rows(stations).map((one) => one.last_seen_at)),
  );
  const spans = fleet.rows(availability).map(({ state, started_at, ended_at }) => ({
    state,
    ms: Math.max(0, Math.min(ended_at ?? known, goldenTo) - Math.max(started_at, goldenFrom)),
  }));
  const spent = (wanted: (state: string) => boolean): number =>
    sum(spans.filter(({ state }) => wanted(state)).map(({ ms }) => ms));
  const whole = spent((state) => state !== 'unknown');
  const out = new Set(['faulted', 'unavailable', 'offline']);
  const inService = await number('laddbok-overview', 'Time in service');
  expect(inService).toBeCloseTo(1 - spent((state) => out.has(state)) / whole, 9);
  expect(inService).toBeLessThan(1);
  expect(await number('laddbok-demand', 'Time charging')).toBeCloseTo(
    spent((state) => state === 'charging') / whole,
    9,
  );
  const taken = new Set(['charging', 'occupied', 'reserved']);
  expect(await number('laddbok-demand', 'Time taken')).toBeCloseTo(
    spent((state) => taken.has(state)) / whole,
    9,
  );
});

test('success is counted attempt by attempt', async () => {
  const all = fleet.rows(attempts).filter((one) => among(one.started_at));
  const ended = all.filter((one) => one.outcome !== 'open');
  const good = ended.filter((one) => one.outcome === 'success');
  const share = good.length / ended.length;
  expect(await number('laddbok-success', 'Session success')).toBeCloseTo(share, 9);
  expect(await number('laddbok-overview', 'Session success')).toBeCloseTo(share, 9);
  expect(await number('laddbok-success', 'Charge start success')).toBeCloseTo(
    ended.filter((one) => one.charging_at !== null).length / ended.length,
    9,
  );
  expect(await number('laddbok-success', 'First-attempt success')).toBeCloseTo(
    good.filter((one) => one.visit_attempt === 1).length /
      ended.filter((one) => one.visit_attempt === 1).length,
    9,
  );
  const table = await shown('laddbok-success', 'Success by model and way of beginning');
  expect(sum(table.map((row) => Number(row[2])))).toBe(all.length);
});

test('the six commands by hand: four of six were obeyed, one answer took 9 s', async () => {
  expect(await number('laddbok-firmware', 'Commands obeyed')).toBeCloseTo(4 / 6, 9);
  expect(await number('laddbok-firmware', 'Answer to a command, 95th percentile')).toBe(9_000);
  expect(await shown('laddbok-firmware', 'Commands')).toEqual([
    ['RemoteStartTransaction', '4', 0.75, '0', '0', 0.75, 360],
    ['Reset', '2', 0.5, '1', '0', 0, 9_000],
  ]);
});

test('the two updates by hand: one was installed, one failed twice', async () => {
  expect(await number('laddbok-firmware', 'Updates that succeeded')).toBe(0.5);
  expect(await shown('laddbok-firmware', 'Updates that failed')).toEqual([
    ['2026-03-02 06:00:00.000', fleet.stations[1], '1.0.0', 'failed', 'InstallationFailed', 2, 1],
  ]);
});

test('the pipeline lost nothing, and counts what it has', async () => {
  const rows = fleet.rows(completeness);
  expect(await number('laddbok-pipeline', 'Events in the log')).toBe(
    sum(rows.map((one) => one.events)),
  );
  expect(await number('laddbok-pipeline', 'Events missing')).toBe(0);
  expect(await number('laddbok-pipeline', 'Completeness of the log')).toBe(1);
  expect(await number('laddbok-pipeline', 'Doubts about these data')).toBe(2);
  expect(await shown('laddbok-pipeline', 'Doubts by code')).toEqual([
    ['clock_ahead', '1'],
    ['register_fell', '1'],
  ]);
});

test('the age of the newest data grows with the clock, whatever the range', async () => {
  const newest = Math.max(...fleet.rows(stations).map((one) => one.last_seen_at));
  const age_s = (Date.now() - newest) / 1000;
  expect(
    Math.abs((await number('laddbok-overview', 'Age of the newest data')) - age_s),
  ).toBeLessThan(60);
  expect(goldenTo - newest).toBeLessThan(day_ms - hour_ms);
});

test('every station and every session that is listed is one that there is', async () => {
  const listed = await shown('laddbok-overview', 'Stations');
  expect(new Set(listed.map(([station]) => station))).toEqual(new Set(fleet.stations));
  expect(sum(listed.map((row) => Number(row[4])))).toBe(
    fleet.rows(sessions).filter((one) => among(one.started_at)).length,
  );
});
