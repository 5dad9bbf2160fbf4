// Uptime asked of a real store: regimes side by side, windows, groups, explanations, indicators.

import { describe, expect, test } from 'vitest';
import { withApi, type Listing } from '../test/api-rows.ts';

const api = withApi();
const noonToNoon = 'from=2026-03-15T00:00:00Z&to=2026-03-15T12:00:00Z';

const only = ({ data }: Listing, ...names: readonly string[]) =>
  data.map((row) => names.map((name) => row[name]));

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
    const whole = await api.app().inject(`/v1/uptime?${noonToNoon}&format=csv`);
    const lines = whole.body.trimEnd().split('\r\n');
    expect(lines).toHaveLength(11);
    const { data, next } = await api.ask(`/v1/uptime?${noonToNoon}&limit=7`);
    const cursor = encodeURIComponent(next ?? '');
    const rest = await api.ask(`/v1/uptime?${noonToNoon}&limit=7&cursor=${cursor}`);
    const rows = [...data, ...rest.data].map((row) => `${row['rulebook']},`);
    expect(rows.map((start, i) => lines[i + 1]?.startsWith(start))).toEqual(Array(10).fill(true));
  });
});
