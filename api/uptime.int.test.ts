// Uptime asked of a real store: regimes side by side, windows, groups, explanations, indicators.

import { beforeAll, describe, expect, test } from 'vitest';
import { attempts } from '../processors/attempts/table.ts';
import { availability } from '../processors/availability/table.ts';
import type { RowOf } from '../schemas/table.ts';
import { withApi, type Listing } from '../test/api-rows.ts';

const api = withApi();
const noonToNoon = 'from=2026-03-15T00:00:00Z&to=2026-03-15T12:00:00Z';

const only = ({ data }: Listing, ...names: readonly string[]) =>
  data.map((row) => names.map((name) => row[name]));

/** A port of another tenant that lost its line for two days of February, and had a fault for twelve hours. */
beforeAll(async () => {
  const told = [
    ['2026-02-03T00:00:00Z', 'available', 'Available'],
    ['2026-02-10T00:00:00Z', 'offline', 'connection_lost'],
    ['2026-02-12T00:00:00Z', 'faulted', 'Faulted'],
    ['2026-02-12T12:00:00Z', 'available', 'Available'],
  ];
  await api.store().add(
    availability,
    told.map(([start = '', state = '', cause = ''], i) => ({
      tenant: 'u',
      station_id: 'U',
      port: 1,
      started_at: Date.parse(start),
      state,
      cause,
      ended_at: told[i + 1] === undefined ? null : Date.parse(told[i + 1]?.[0] ?? ''),
      event_id: `c/${i}`,
    })),
  );
});
const february = 'tenant=u&from=2026-02-01&to=2026-03-01';

describe('an explanation', () => {
  const one = 'tenant=u&station_id=U&port=1';

  test('shows the intervals of a port, how the rule reads each, and the seconds of each', async () => {
    const url = `/v1/uptime/explain?${one}&from=2026-02-01&to=2026-03-01&rulebook=uk-2024-literal`;
    const answer = await api.ask(url);
    expect(only(answer, 'started_at', 'state', 'cause', 'class', 'event_id')).toEqual([
      ['2026-02-01T00:00:00.000Z', 'unknown', 'not_heard_yet', 'unknown', ''],
      ['2026-02-03T00:00:00.000Z', 'available', 'Available', 'up', 'c/0'],
      ['2026-02-10T00:00:00.000Z', 'offline', 'connection_lost', 'ineligible', 'c/1'],
      ['2026-02-12T00:00:00.000Z', 'faulted', 'Faulted', 'down', 'c/2'],
      ['2026-02-12T12:00:00.000Z', 'available', 'Available', 'up', 'c/3'],
    ]);
    expect(answer.data[2]).toMatchObject({
      rulebook: 'uk-2024-literal',
      why: 'OCPI UNKNOWN: ineligible for measurement.',
      ineligible_s: 172_800,
      down_s: 0,
    });
  });

  test.each(['nevi-2023', 'uk-2024-eligible', 'california-2024', 'afir-2025'])(
    'under %s adds up to the figure that it explains, also for time to come',
    async (rulebook) => {
      const asked = `rulebook=${rulebook}&month=2026-03`;
      const { data } = await api.ask(`/v1/uptime/explain?${one}&${asked}&limit=1000`);
      const [figure] = (await api.ask(`/v1/uptime?tenant=u&${asked}`)).data;
      const names = ['up_s', 'down_s', 'excluded_s', 'ineligible_s', 'unknown_s', 'unmeasured_s'];
      for (const name of names) {
        const sum = data.reduce((all, row) => all + Number(row[name]), 0);
        expect([name, sum]).toEqual([name, figure?.[name]]);
      }
      expect(data.at(-1)).toMatchObject({ state: 'unknown', cause: 'not_known_yet' });
    },
  );

  test('of a port that nobody knows is one interval of which nothing is known', async () => {
    const url = '/v1/uptime/explain?station_id=Z&port=9&month=2026-02&rulebook=nevi-2023';
    expect(only(await api.ask(url), 'state', 'unknown_s')).toEqual([['unknown', 31_536_000]]);
  });

  test('asks for the port by its number and the rulebook by its version', async () => {
    const { body } = await api.app().inject('/v1/uptime/explain?station_id=U&port=0');
    expect(body).toContain('rulebook');
    expect(body).toContain('must be >= 1');
  });
});

describe('uptime', () => {
  test('of a port counts what is known, and says what the rest could make of it', async () => {
    const { data } = await api.ask(`/v1/uptime?${noonToNoon}&rulebook=nevi&station_id=A`);
    // 8 hours available, 1:00:00.5 charging, 59:59.5 unknown, 2 hours faulted.
    expect(data).toEqual([
      {
        rulebook: 'nevi-2023',
        window_from: '2026-03-15T00:00:00.000Z',
        window_to: '2026-03-15T12:00:00.000Z',
        own_window: false,
        station_id: 'A',
        port: 1,
        ports: 1,
        value_percent: 81.818411,
        lowest_percent: 75.001157,
        highest_percent: 83.333333,
        unknown_percent: 8.332175,
        threshold_percent: 97,
        verdict: 'not_judged',
        mean_percent: null,
        ports_met: null,
        ports_missed: null,
        ports_insufficient: null,
        up_s: 32_400.5,
        down_s: 7_200,
        excluded_s: 0,
        ineligible_s: 0,
        unknown_s: 3_599.5,
        unmeasured_s: 0,
      },
    ]);
  });

  test('of a month is that of the window of each rule, in the zone of each rule', async () => {
    const answer = await api.ask('/v1/uptime?month=2026-02&groupBy=network');
    expect(only(answer, 'rulebook', 'window_from', 'window_to', 'own_window')).toEqual([
      ['afir-2025', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', true],
      ['california-2024', '2025-03-01T08:00:00.000Z', '2026-03-01T08:00:00.000Z', true],
      ['nevi-2023', '2025-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', true],
      ['uk-2024-eligible', '2026-01-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', false],
      ['uk-2024-literal', '2026-01-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', false],
    ]);
  });

  test('is never met from nothing: a port first heard of in March has no verdict for it', async () => {
    const answer = await api.ask('/v1/uptime?month=2026-03&rulebook=nevi');
    expect(only(answer, 'station_id', 'verdict', 'lowest_percent')).toEqual([
      ['A', 'insufficient_data', expect.any(Number)],
      ['B', 'insufficient_data', expect.any(Number)],
    ]);
    const network = await api.ask('/v1/uptime?month=2026-03&rulebook=nevi&groupBy=network');
    expect(only(network, 'ports', 'ports_met', 'ports_missed', 'ports_insufficient')).toEqual([
      [2, 0, 0, 2],
    ]);
  });

  test('of ports together pools their time, and gives the mean of their values beside it', async () => {
    const answer = await api.ask(`/v1/uptime?${noonToNoon}&rulebook=nevi&groupBy=network`);
    // A 9:00:00.5 up of 11:00:00.5 known, B 6 hours up of 6 known; the mean weighs both the same.
    expect(only(answer, 'ports', 'value_percent', 'mean_percent', 'station_id')).toEqual([
      [2, 88.23539, 90.909205, null],
    ]);
  });

  test.each([
    ['month=2026-13', 'is no month'],
    ['month=2026-02&from=2026-01-01', 'not both'],
    ['rulebook=nevi-1999', 'rulebook'],
    [`month=2026-02&rulebook=${encodeURIComponent("nevi' OR 1=1 --")}`, 'rulebook'],
  ])('asked with %s is refused, and says why', async (query, says) => {
    const answer = await api.app().inject(`/v1/uptime?${query}`);
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(says)]);
  });

  test('comes as CSV and page by page, the same rows in the same order', async () => {
    const url = `/v1/uptime?${noonToNoon}&rulebook=uk`;
    const whole = await api.app().inject(`${url}&format=csv`);
    const lines = whole.body.trimEnd().split('\r\n');
    expect(lines).toHaveLength(5);
    const { data, next } = await api.ask(`${url}&limit=3`);
    const rest = await api.ask(`${url}&limit=3&cursor=${encodeURIComponent(next ?? '')}`);
    const rows = [...data, ...rest.data].map((row) => `${row['rulebook']},`);
    expect(rows.map((start, i) => lines[i + 1]?.startsWith(start))).toEqual(Array(4).fill(true));
  });
});

describe('indicators', () => {
  const attempt = (n: number, over: Partial<RowOf<typeof attempts>>): RowOf<typeof attempts> => ({
    tenant: 't',
    opened_at: Date.parse('2026-03-14T08:00:00Z') + n * 60_000,
    station_id: 'K',
    attempt_id: `c/${n}`,
    visit_id: `c/${n}`,
    visit_attempt: 1,
    port: 1,
    path: 'authorize',
    started_at: Date.parse('2026-03-14T08:00:00Z') + n * 60_000,
    ended_at: null,
    id_token: '',
    auth_verdict: '',
    session_id: '',
    outcome: 'success',
    failure: '',
    charging_at: Date.parse('2026-03-14T08:00:20Z') + n * 60_000,
    start_time_s: 20_000,
    ...over,
  });
  const never = { charging_at: null, start_time_s: null };
  const day = 'from=2026-03-14&to=2026-03-15&station_id=K';

  beforeAll(async () => {
    await api
      .store()
      .add(attempts, [
        attempt(1, { path: 'cached', start_time_s: 10_000 }),
        attempt(2, { ...never, outcome: 'failed', failure: 'authorization' }),
        attempt(3, { visit_id: 'c/2', visit_attempt: 2, path: 'cached' }),
        attempt(4, { path: 'cached', outcome: 'failed', failure: 'bad_stop' }),
        attempt(5, { ...never, path: 'remote', outcome: 'open' }),
        attempt(6, { path: 'unknown', outcome: 'unknown', failure: 'end_unknown' }),
        attempt(7, { tenant: 'other' }),
      ]);
  });

  test('pool all attempts, and publish the weighting of the calculator beside it', async () => {
    const { data } = await api.ask(`/v1/kpis?${day}`);
    expect(data).toEqual([
      {
        rulebook: 'chargex-2024',
        station_id: null,
        port: null,
        path: null,
        attempts: 6,
        open: 1,
        started: 4,
        succeeded: 2,
        outcome_unknown: 1,
        interrupted: 1,
        // 4 of 5 that are decided; in the calculator's weighting only the cached path is left.
        start_success_percent: 80,
        start_success_inl_percent: 100,
        session_success_percent: 40,
        session_success_inl_percent: 66.666666,
        end_success_percent: 50,
        interrupted_percent: 25,
        start_time_s_p10: 10,
        start_time_s_p25: 20,
        start_time_s_p50: 20,
        start_time_s_p75: 20,
        visits: 5,
        visit_success_percent: 40,
        first_time_success_percent: 20,
      },
    ]);
  });

  test('are told apart by how attempts began; without any there is no ratio', async () => {
    const answer = await api.ask(`/v1/kpis?${day}&groupBy=path`);
    expect(only(answer, 'path', 'attempts', 'session_success_percent')).toEqual([
      ['authorize', 1, 0],
      ['cached', 3, 66.666666],
      ['remote', 1, null],
      ['unknown', 1, 0],
    ]);
    const none = await api.ask('/v1/kpis?from=2020-01-01&to=2020-01-02');
    expect(only(none, 'attempts', 'start_success_percent', 'start_time_s_p50')).toEqual([
      [0, null, null],
    ]);
  });
});

describe('rulebooks', () => {
  test('are listed with version, dates, formula and how each reads the timeline', async () => {
    const answer = await api.ask('/v1/rulebooks?name=nevi');
    expect(only(answer, 'rulebook', 'effective_from', 'effective_to', 'threshold')).toEqual([
      ['nevi-2023', '2023-03-30', null, 'more than 97 percent of each port'],
    ]);
    const all = await api.ask('/v1/rulebooks');
    expect(only(all, 'rulebook').flat()).toEqual([
      'afir-2025',
      'california-2024',
      'chargex-2024',
      'nevi-2023',
      'uk-2024-eligible',
      'uk-2024-literal',
    ]);
  });

  test('differ by classes and settings, with the time and the figures that this changes', async () => {
    const words = 'before=nevi-2023&after=afir-2025';
    const answer = await api.ask(`/v1/rulebooks/difference?${words}&${february}`);
    expect(only(answer, 'kind', 'subject', 'before', 'after', 'time_s')).toEqual(
      expect.arrayContaining([
        ['class', 'offline', 'down', 'unknown', 172_800],
        ['setting', 'excludes vandalism', 'all of it', 'no', null],
        ['setting', 'threshold', 'more than 97 percent of each port', 'none', null],
        ['figure', 'value_percent', '90.384615', '97.916666', null],
      ]),
    );
    const readings = 'before=uk-2024-literal&after=uk-2024-eligible';
    const uk = await api.ask(`/v1/rulebooks/difference?${readings}&${february}`);
    // 23.5 of 26 days up, half a day down, two days offline: 25.5 / 26, and 23.5 / 24.
    expect(only(uk, 'subject', 'before', 'after')).toContainEqual([
      'value_percent',
      '98.076923',
      '97.916666',
    ]);
    const same = 'before=nevi-2023&after=nevi-2023';
    const none = await api.ask(`/v1/rulebooks/difference?${same}&${february}`);
    expect(only(none, 'kind')).toEqual([['figure']]);
  });
});
