// What compliance and billing show of the golden fleet is what the API and plain arithmetic say.

import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildServer } from '../api/server.ts';
import { day_ms, hour_ms, instantText } from '../lib/time.ts';
import { availability } from '../processors/availability/table.ts';
import { cdrs, exclusions, sites as siteTable } from '../processors/ledger/table.ts';
import { sessions } from '../processors/sessions/table.ts';
import { stations } from '../processors/stations/table.ts';
import { apiOptions } from '../test/api-rows.ts';
import {
  answerOf,
  askingPanels,
  chooseVariables,
  readBoards,
  readySql,
} from '../test/asking-boards.ts';
import { goldenFrom, goldenTo, openGoldenFleet, type GoldenFleet } from '../test/golden-fleet.ts';
import { alerts } from './alerts.ts';
import type { TimeRange } from './expand.ts';

let fleet: GoldenFleet;
let api: FastifyInstance;
beforeAll(async () => {
  fleet = await openGoldenFleet();
  const newest = Math.max(...fleet.rows(stations).map((one) => one.last_seen_at));
  api = await buildServer(apiOptions(fleet.store, { now: () => newest, defaultTenant: 'default' }));
});
afterAll(async () => {
  await api.close();
  await fleet.store.close();
});

const golden: TimeRange = { from_ms: goldenFrom, to_ms: goldenTo };
/** All of March, as Grafana says it: up to its last second. */
const march: TimeRange = { from_ms: goldenFrom, to_ms: Date.UTC(2026, 3, 1) - 1 };

type Cell = string | number | null;
type Shown = Readonly<Record<string, Cell>>;

/** Panels that were asked for in this file, as `board: title`. */
const heldPanels = new Set<string>();

/** Rows of a panel by the names of their columns, with everything chosen. */
const shown = async (uid: string, title: string, range = golden): Promise<readonly Shown[]> => {
  heldPanels.add(`${uid}: ${title}`);
  const board = readBoards().find((one) => one.uid === uid);
  const asking = board && askingPanels(board).find(({ panel }) => panel.title === title);
  if (board === undefined || asking === undefined) throw new Error(`no panel ${title} on ${uid}`);
  const variables = await chooseVariables(fleet.store, board, { range, several: 'all' });
  const sql = readySql({ sql: asking.target.rawSql }, range, variables);
  const { columns, rows } = await answerOf(fleet.store, sql);
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, i) => [name, row[i] as Cell])),
  );
};

const only = async (uid: string, title: string, range = golden): Promise<number> => {
  const [row] = await shown(uid, title, range);
  return Number(Object.values(row ?? {})[0]);
};

interface Answered {
  readonly data: readonly Readonly<Record<string, Cell>>[];
}

const uptime = async (query: string): Promise<Answered['data']> => {
  const answer = await api.inject(`/v1/uptime?limit=1000&${query}`);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json<Answered>().data;
};

const hours = (seconds: Cell | undefined): number => Number(seconds) / 3600;
const figure = (row: Shown) => [row['value'], row['lowest'], row['highest'], row['share_unknown']];
const asked = (row: Shown | undefined) =>
  ['value', 'lowest', 'highest', 'unknown'].map((name) => row?.[`${name}_percent`]);

const compliance = 'laddbok-compliance';

test('the range shows what /v1/uptime says of it under every rulebook', async () => {
  const span = `from=${instantText(goldenFrom)}&to=${instantText(goldenTo)}`;
  const said = await uptime(`rulebook=all&groupBy=network&${span}`);
  const rows = await shown(compliance, 'The range as it is');
  expect(rows).toHaveLength(5);
  for (const row of rows) {
    const same = said.find(({ rulebook }) => rulebook === row['rulebook']);
    expect(figure(row)).toEqual(asked(same));
    expect(Number(row['ports'])).toBe(same?.['ports']);
    expect(row['down']).toBeCloseTo(hours(same?.['down_s']), 6);
    expect(row['excluded_hours']).toBeCloseTo(hours(same?.['excluded_s']), 6);
    expect(row['unknown_hours']).toBeCloseTo(hours(same?.['unknown_s']), 6);
  }
});

test('windows that rules judge are those of /v1/uptime by month, verdicts as well', async () => {
  const said = await uptime('rulebook=all&groupBy=network&month=2026-03');
  const rows = await shown(compliance, 'Regimes side by side', march);
  expect(rows).toHaveLength(5);
  for (const row of rows) {
    const same = said.find(({ rulebook }) => rulebook === row['rulebook']);
    expect(figure(row)).toEqual(asked(same));
    expect([row['verdict'], Number(row['ports'])]).toEqual([same?.['verdict'], same?.['ports']]);
    const counts = ['met', 'missed', 'insufficient'].map((name) => row[name]);
    expect(counts.map((count) => (count === null ? null : Number(count)))).toEqual([
      same?.['ports_met'],
      same?.['ports_missed'],
      same?.['ports_insufficient'],
    ]);
    const text = (at: Cell | undefined) => `${String(at).replace(' ', 'T')}Z`;
    expect(Date.parse(text(row['window_from']))).toBe(Date.parse(String(same?.['window_from'])));
    expect(Date.parse(text(row['window_to']))).toBe(Date.parse(String(same?.['window_to'])));
  }
  const [glance = {}] = await shown(compliance, 'Rules at a glance', march);
  const told = (rulebook: string, name: string) =>
    said.find((one) => one['rulebook'] === rulebook)?.[name];
  expect([
    Number(glance['nevi_missed']),
    Number(glance['nevi_unknown']),
    Number(glance['california_missed']),
    glance['uk'],
    glance['afir'],
  ]).toEqual([
    told('nevi-2023', 'ports_missed'),
    told('nevi-2023', 'ports_insufficient'),
    told('california-2024', 'ports_missed'),
    told('uk-2024-literal', 'value_percent'),
    told('afir-2025', 'value_percent'),
  ]);
});

test('a range within one month is one month under every rulebook, with its figures', async () => {
  const span = `from=${instantText(goldenFrom)}&to=${instantText(goldenTo)}`;
  const said = await uptime(`rulebook=all&groupBy=network&${span}`);
  const rows = await shown(compliance, 'Months');
  // The range begins at midnight UTC, which in California is the evening of the last of February.
  const whole = rows.filter(({ rulebook }) => rulebook === 'uk-2024-literal');
  expect(whole).toHaveLength(1);
  for (const row of whole) {
    const same = said.find(({ rulebook }) => rulebook === row['rulebook']);
    expect(figure(row)).toEqual(asked(same));
    expect(row['down']).toBeCloseTo(hours(same?.['down_s']), 6);
  }
  for (const { rulebook, down_s } of said) {
    const months = rows.filter((row) => row['rulebook'] === rulebook);
    const down = months.reduce((sum, row) => sum + Number(row['down']), 0);
    expect([rulebook, months.length > 0]).toEqual([rulebook, true]);
    expect(down).toBeCloseTo(hours(down_s), 6);
  }
});

test('outages are those that the simulator made, the longest first', async () => {
  const rows = await shown(compliance, 'Outages');
  const made = fleet.truth.outages.filter(
    ({ started_at, ended_at }) =>
      started_at < goldenTo && (ended_at === null || ended_at > goldenFrom),
  );
  const names = (all: readonly string[]) => [...new Set(all)].toSorted();
  expect(names(rows.map((row) => `${row['station_id']} ${row['port']}`))).toEqual(
    names(made.map(({ station_id, port }) => `${station_id} ${port}`)),
  );
  expect(rows).toHaveLength(made.length);
  const lasted = rows.map((row) => Number(row['lasted']));
  expect(lasted).toEqual(lasted.toSorted((a, b) => b - a));
});

test('each port and each site has the figures of /v1/uptime', async () => {
  for (const [title, groupBy] of [
    ['Ports', 'port'],
    ['Sites', 'site'],
  ] as const) {
    const said = await uptime(`rulebook=all&groupBy=${groupBy}&month=2026-03`);
    const rows = await shown(compliance, title, march);
    const ofNevi = said.filter(({ rulebook }) => rulebook === 'nevi-2023');
    expect(rows).toHaveLength(ofNevi.length);
    const names = { 'S-NORR': 'Norra hamnen', 'S-LEEDS': 'Leeds Ring Road' };
    for (const row of rows) {
      const of = (rulebook: string) =>
        said.find(
          (one) =>
            one['rulebook'] === rulebook &&
            (groupBy === 'site'
              ? Object.entries(names).some(
                  ([id, name]) => id === one['site_id'] && name === row['site'],
                )
              : one['station_id'] === row['station_id'] && one['port'] === Number(row['port'])),
        );
      const [nevi, uk] = [of('nevi-2023'), of('uk-2024-literal')];
      expect([row['nevi'], row['nevi_lowest'], row['nevi_highest'], row['unknown']]).toEqual(
        asked(nevi),
      );
      expect(row['california']).toBe(of('california-2024')?.['value_percent']);
      expect(row['uk_literal']).toBe(uk?.['value_percent'] ?? null);
      expect(row['afir']).toBe(of('afir-2025')?.['value_percent']);
      // A site has no verdict under NEVI, which judges ports.
      expect(row['nevi_verdict'] ?? 'not_judged').toBe(nevi?.['verdict']);
    }
  }
});

test('the exclusion takes what /v1/uptime excludes, and the one taken back nothing', async () => {
  const [held] = fleet.rows(exclusions);
  const length_h = (Number(held?.valid_to) - Number(held?.valid_from)) / hour_ms;
  const rows = await shown(compliance, 'Exclusions');
  expect(rows.map((row) => [row['exclusion_id'], row['reason']])).toEqual([['X-1', 'vandalism']]);
  const span = `from=${instantText(goldenFrom)}&to=${instantText(goldenTo)}`;
  for (const [column, rulebook] of [
    ['nevi', 'nevi-2023'],
    ['california', 'california-2024'],
  ] as const) {
    const said = await uptime(`rulebook=${rulebook}&groupBy=port&${span}`);
    const excluded_h = said.reduce((sum, one) => sum + hours(one['excluded_s']), 0);
    expect(rows[0]?.[column]).toBeCloseTo(excluded_h, 6);
    // What the rule does not hold for down cannot be excluded from it.
    expect(excluded_h).toBeGreaterThan(1);
    expect(excluded_h).toBeLessThanOrEqual(length_h);
  }
  const filed = await shown(compliance, 'Filed periods');
  expect(filed.map((row) => [row['period_id'], row['notes']])).toEqual([['2025-Q4', 'EV-ChART']]);
});

const billing = 'laddbok-billing';

test('bills, credits and adjustments are those of the ledger, currency by currency', async () => {
  expect(await only(billing, 'Bills issued')).toBe(5);
  expect(await only(billing, 'Credits')).toBe(1);
  expect(await only(billing, 'Adjustments of closed periods')).toBe(1);
  // 10 + 20 - 20 + 15 + 30 GBP before 20 % of tax; 40 SEK before 25 %, all of it an adjustment.
  const columns = ['currency', 'bills', 'credits', 'billed_excl', 'credited_excl'];
  const rows = await shown(billing, 'Revenue by currency');
  const of = (row: Shown, names: readonly string[]) =>
    names.map((name) => (name === 'currency' ? row[name] : Number(row[name])));
  expect(
    rows.map((row) => of(row, [...columns, 'net_excl', 'net_incl', 'adjusting_excl'])),
  ).toEqual([
    ['GBP', 4, 1, 75, -20, 55, 66, 0],
    ['SEK', 1, 0, 40, 0, 40, 50, 40],
  ]);
  const bySite = await shown(billing, 'Revenue by site and tariff');
  expect(bySite.map((row) => [row['site'], row['tariff'], Number(row['net_excl'])])).toEqual([
    ['Leeds Ring Road', 'T-GBP', 55],
    ['Norra hamnen', 'T-SEK', 40],
  ]);
});

test('the correction stands with what it takes back and what is in its place', async () => {
  const [row, ...more] = await shown(billing, 'Credits and corrections');
  expect(more).toEqual([]);
  expect([row?.['credited'], row?.['again']]).toEqual(['C-1', 'C-1-again']);
  const amounts = ['credit_excl', 'again_excl', 'difference_excl'];
  expect(amounts.map((name) => Number(row?.[name]))).toEqual([-20, 15, -5]);
  const periods = await shown(billing, 'Billing periods');
  expect(periods.map((one) => [one['period_id'], one['state'], one['currency']])).toEqual([
    ['2026-03', 'open', 'GBP'],
    ['2026-03', 'open', 'SEK'],
    ['2026-02', 'closed', ''],
  ]);
});

test('what is not billed is every session that ended without a bill that stands', async () => {
  const ended = fleet
    .rows(sessions)
    .filter(({ ended_at }) => ended_at !== null && ended_at >= goldenFrom && ended_at <= goldenTo);
  const billed = new Set(fleet.rows(cdrs).map(({ session_id }) => session_id));
  const without = ended.filter(({ session_id }) => !billed.has(session_id));
  const sum_wh = (all: readonly { readonly energy_wh: number }[]) =>
    all.reduce((sum, { energy_wh }) => sum + energy_wh, 0) / 1000;
  expect(billed.size).toBe(4);
  expect(await only(billing, 'Sessions without a bill')).toBe(without.length);
  expect(await only(billing, 'Energy without a bill')).toBeCloseTo(sum_wh(without), 3);
  const why = await shown(billing, 'Sessions without a bill, and why');
  expect(why.reduce((sum, row) => sum + Number(row['sessions']), 0)).toBe(without.length);
  // No tariff was assigned to anybody: it is what all that could be billed lack.
  expect(why[0]?.['reason']).toBe('tariff_unknown');
  const sites = await shown(billing, 'Energy metered and billed');
  const total = (name: string) => sites.reduce((sum, row) => sum + Number(row[name]), 0);
  expect(total('metered_wh')).toBeCloseTo(sum_wh(ended), 3);
  expect(total('difference_wh')).toBeCloseTo(sum_wh(without), 3);
  expect(total('billed_sessions')).toBe(4);
});

test('both boards say how old and how whole the data are, as every board does', async () => {
  for (const uid of [compliance, billing]) {
    const newest = Math.max(...fleet.rows(stations).map((one) => one.last_seen_at));
    const age_s = await only(uid, 'Age of the newest data');
    expect(Math.abs(age_s - (Date.now() - newest) / 1000)).toBeLessThan(60);
    // Nothing of the fleet was lost, every frame is as published, two doubts were put in by hand.
    expect(await only(uid, 'Completeness of the log')).toBe(1);
    expect(await only(uid, 'Frames that could not be used')).toBe(0);
    expect(await only(uid, 'Doubts about these data')).toBe(2);
  }
});

test('a site that closes at night is marked, and all others are those of /v1/uptime', async () => {
  expect(await only(compliance, 'Sites read as always open', march)).toBe(0);
  const leeds = fleet.rows(siteTable).find(({ site_id }) => site_id === 'S-LEEDS');
  if (leeds === undefined) throw new Error('the golden fleet has no site in Leeds');
  const opening = { period_begin: '07:00', period_end: '19:00' };
  const regular_hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, ...opening }));
  const told = { entry_id: 'e2', opening_hours: JSON.stringify({ regular_hours }) };
  await fleet.store.add(siteTable, [
    { ...leeds, ...told, recorded_at: leeds.recorded_at + hour_ms },
  ]);
  expect(await only(compliance, 'Sites read as always open', march)).toBe(1);
  const said = await uptime('rulebook=all&groupBy=site&month=2026-03');
  const rows = await shown(compliance, 'Sites', march);
  expect(
    rows
      .map((row) => [row['site'], row['hours']])
      .toSorted(([a], [b]) => String(a).localeCompare(String(b))),
  ).toEqual([
    ['Leeds Ring Road', 'closes, read as open'],
    ['Norra hamnen', ''],
  ]);
  const columns = {
    nevi: 'nevi-2023',
    california: 'california-2024',
    uk_literal: 'uk-2024-literal',
    uk_eligible: 'uk-2024-eligible',
    afir: 'afir-2025',
  };
  const same = (site: string, site_id: string): readonly string[] => {
    const row = rows.find((one) => one['site'] === site);
    const agrees = ([column, rulebook]: [string, string]): boolean =>
      (said.find((one) => one['site_id'] === site_id && one['rulebook'] === rulebook)?.[
        'value_percent'
      ] ?? null) === row?.[column];
    return Object.entries(columns)
      .filter(agrees)
      .map(([column]) => column);
  };
  expect(same('Norra hamnen', 'S-NORR')).toEqual(Object.keys(columns));
  // AFIR and California ask of a site at all hours; the others are known to differ.
  expect(same('Leeds Ring Road', 'S-LEEDS')).toEqual(['california', 'afir']);
});

test('no number and no table of either board is without an expected value here', () => {
  const saying = new Set(['stat', 'gauge', 'table', 'bargauge', 'piechart']);
  const all = readBoards()
    .filter(({ uid }) => [compliance, billing].includes(uid))
    .flatMap((board) =>
      askingPanels(board)
        .filter(({ panel }) => saying.has(panel.type))
        .map(({ panel }) => `${board.uid}: ${panel.title}`),
    );
  expect([...heldPanels].toSorted()).toEqual(all.toSorted());
});

test('a port that was down for four days of a week sets off the alert, others do not', async () => {
  const alert = alerts.find(({ uid }) => uid === 'laddbok-budget');
  const sql = (alert?.sql ?? '').replaceAll('now()', `toDateTime(${goldenTo / 1000})`);
  const span = (tenant: string, from_days: number, to_days: number | null, state: string) => ({
    tenant,
    station_id: 'B-1',
    port: 1,
    started_at: goldenTo - from_days * day_ms,
    state,
    cause: 'status',
    ended_at: to_days === null ? null : goldenTo - to_days * day_ms,
    event_id: 'c/1',
  });
  await fleet.store.add(availability, [
    span('burning', 200, 4, 'available'),
    span('burning', 4, null, 'faulted'),
    span('calm', 200, 4, 'available'),
    span('calm', 4, 3.9, 'faulted'),
    span('calm', 3.9, null, 'available'),
  ]);
  const { rows } = await answerOf(fleet.store, sql);
  expect(Object.fromEntries(rows as [string, number][])).toEqual({
    burning: 1,
    calm: 0,
    default: 0,
  });
});
