// Uptime by what the ledger says: exclusions of a site, ports that are young, gone, or silent.

import { beforeAll, describe, expect, test } from 'vitest';
import { withApi } from '../test/api-rows.ts';
import { availability } from '../processors/availability/table.ts';
import { exclusions, type LedgerTable, ports, sites } from '../processors/ledger/table.ts';
import type { Row } from '../schemas/table.ts';

const api = withApi();
const at = Date.parse;

const blanks = { text: '', flag: false, count: 0 } as const;

/** An entry of the ledger: what is not said is empty. */
const entry = (table: LedgerTable, said: Row): Row => ({
  ...Object.fromEntries(
    Object.entries(table.columns).map(([name, { type }]) => {
      if (type.startsWith('Nullable')) return [name, null];
      if (type.startsWith('Array')) return [name, []];
      if (type === 'Bool') return [name, blanks.flag];
      return [name, type.includes('String') ? blanks.text : blanks.count];
    }),
  ),
  tenant: 'v',
  entry_id: 'e1',
  recorded_at: at('2026-01-01T00:00:00Z'),
  valid_from: at('2024-01-01T00:00:00Z'),
  ...said,
});

const port = (station_id: string, said: Row = {}): Row =>
  entry(ports, {
    station_id,
    port: 1,
    site_id: 'Nord',
    power_w_max: 150_000,
    is_public: true,
    commissioned_at: at('2024-01-01T00:00:00Z'),
    ...said,
  });

const spans = [
  ['V', '2026-02-01T00:00:00Z', 'available'],
  ['V', '2026-02-11T00:00:00Z', 'faulted'],
  ['V', '2026-02-13T00:00:00Z', 'available'],
  ['W', '2026-02-01T00:00:00Z', 'available'],
] as const;

beforeAll(async () => {
  await api.store().add(
    availability,
    spans.map(([station_id, start, state], i) => ({
      tenant: 'v',
      station_id,
      port: 1,
      started_at: at(start),
      state,
      cause: 'status',
      ended_at: spans[i + 1]?.[0] === station_id ? at(spans[i + 1]?.[1] ?? '') : null,
      event_id: 'c/1',
    })),
  );
  await api.store().add(ports, [
    port('V'),
    port('W', { commissioned_at: at('2026-02-15T00:00:00Z'), power_w_max: 22_000 }),
    // Registered, and never heard of.
    port('X'),
  ]);
  const vandalised = {
    exclusion_id: 'x1',
    site_id: 'Nord',
    reason: 'vandalism',
    valid_from: at('2026-02-12T00:00:00Z'),
    valid_to: at('2026-02-20T00:00:00Z'),
  };
  await api.store().add(exclusions, [
    entry(exclusions, { ...vandalised, recorded_at: at('2026-03-01T00:00:00Z') }),
    entry(exclusions, {
      ...vandalised,
      exclusion_id: 'x2',
      valid_from: at('2026-02-01T00:00:00Z'),
    }),
    entry(exclusions, {
      ...vandalised,
      exclusion_id: 'x2',
      entry_id: 'e2',
      withdrawn: true,
      recorded_at: at('2026-02-20T00:00:00Z'),
    }),
  ]);
});

const day_s = 86_400;
const february = 'tenant=v&from=2026-02-01&to=2026-03-01';

const asked = async (query: string, ...names: readonly string[]) => {
  const { data } = await api.ask(`/v1/uptime?${february}&${query}`);
  return data.map((row) => names.map((name) => row[name]));
};

describe('a site that closes', () => {
  const shut = 'tenant=h&from=2026-02-01&to=2026-02-15';
  const opening = {
    regular_hours: [1, 2, 3, 4, 5].map((weekday) => ({
      weekday,
      period_begin: '08:00',
      period_end: '20:00',
    })),
  };

  beforeAll(async () => {
    const of = { tenant: 'h', site_id: 'Day', time_zone: 'Europe/Stockholm' };
    await api.store().add(sites, [entry(sites, { ...of, opening_hours: JSON.stringify(opening) })]);
    await api.store().add(ports, [port('D', { tenant: 'h', site_id: 'Day' })]);
    // Out of order from Tuesday 3 February, 18:00, to Wednesday, 09:00, on the clock of the site.
    const told = [
      ['2026-01-31T00:00:00Z', '2026-02-03T17:00:00Z', 'available'],
      ['2026-02-03T17:00:00Z', '2026-02-04T08:00:00Z', 'faulted'],
      ['2026-02-04T08:00:00Z', null, 'available'],
    ] as const;
    await api.store().add(
      availability,
      told.map(([start, end, state]) => ({
        tenant: 'h',
        station_id: 'D',
        port: 1,
        started_at: at(start),
        state,
        cause: 'status',
        ended_at: end === null ? null : at(end),
        event_id: 'c/1',
      })),
    );
  });

  const names = ['up_s', 'down_s', 'excluded_s', 'unmeasured_s'] as const;
  const hour_s = 3_600;

  test.each([
    // Of the outage two hours of the evening and one of the morning were within opening hours.
    ['uk-2024-literal', [117 * hour_s, 3 * hour_s, 0, 216 * hour_s]],
    ['nevi-2023', [321 * hour_s, 3 * hour_s, 12 * hour_s, 0]],
  ])('is measured under %s by its hours, and its explanation adds up', async (id, expected) => {
    const { data } = await api.ask(`/v1/uptime?${shut}&rulebook=${id}`);
    expect(data.map((row) => names.map((name) => row[name]))).toEqual([expected]);
    const why = await api.ask(`/v1/uptime/explain?${shut}&rulebook=${id}&station_id=D&port=1`);
    const sum = (name: string): number =>
      why.data.reduce((total, row) => total + Number(row[name]), 0);
    expect(names.map(sum)).toEqual(expected);
  });
});

describe('by the ledger', () => {
  test('an exclusion of the site counts for its port, one taken back does not', async () => {
    const names = ['station_id', 'up_s', 'down_s', 'excluded_s', 'unknown_s', 'unmeasured_s'];
    expect(await asked('rulebook=nevi', ...names)).toEqual([
      ['V', 26 * day_s, day_s, day_s, 0, 0],
      ['W', 14 * day_s, 0, 0, 0, 14 * day_s],
      ['X', 0, 0, 0, 28 * day_s, 0],
    ]);
  });

  test('a figure can be had as it was known before an exclusion was recorded', async () => {
    const known = (instant: string) =>
      asked(`rulebook=nevi&station_id=V&known_at=${instant}`, 'down_s', 'excluded_s');
    expect(await known('2026-02-25')).toEqual([[2 * day_s, 0]]);
    expect(await known('2026-01-15')).toEqual([[0, 2 * day_s]]);
  });

  test('ports of a site are one figure, of which a silent port leaves a part unknown', async () => {
    const names = ['site_id', 'ports', 'value_percent', 'unknown_percent'];
    // 41 of 42 days known are well; 28 of 70 are not known.
    expect(await asked('rulebook=nevi&groupBy=site', ...names)).toEqual([
      ['Nord', 3, 97.619047, 40],
    ]);
  });

  test('the network of the United Kingdom is that of its rapid ports', async () => {
    expect(await asked('rulebook=uk-2024-literal', 'station_id')).toEqual([['V'], ['X']]);
  });

  test('the explanation names the exclusion that took time out', async () => {
    const url = `/v1/uptime/explain?${february}&station_id=V&port=1&rulebook=nevi-2023`;
    const { data } = await api.ask(url);
    expect(data.map((row) => [row['state'], row['excluded_s'], row['exclusions']])).toEqual([
      ['available', 0, []],
      ['faulted', day_s, ['x1']],
      ['available', 0, []],
    ]);
  });
});
