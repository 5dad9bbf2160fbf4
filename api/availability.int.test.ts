// Faults and timelines asked of a real store: what lasted, how long, and what is not known.

import { describe, expect, test } from 'vitest';
import { apiOptions, column, withApi, type Listing } from '../test/api-rows.ts';
import { buildServer } from './server.ts';

const api = withApi();

describe('faults', () => {
  test.each([
    ['', ['2026-01-01', '2026-03-15T01', '2026-03-15T10']],
    ['state=open', ['2026-01-01', '2026-03-15T10']],
    ['state=cleared', ['2026-03-15T01']],
    ['error_code=HighTemperature', ['2026-01-01']],
    ['from=2026-02-01&to=2026-02-02&state=cleared', ['2026-02-01']],
  ])('with "%s" are those that lasted in the range: %j', async (query, expected) => {
    const opened = column(await api.ask(`/v1/faults?${query}`), 'opened_at');
    expect(opened).toHaveLength(expected.length);
    for (const [i, text] of expected.entries()) expect(opened[i]).toContain(text);
  });
});

test('faults in sum tell the time to recovery, and the time between failures', async () => {
  const range = 'from=2026-03-15T00:00:00Z&to=2026-03-15T12:00:00Z';
  const { data } = await api.ask(`/v1/faults/summary?${range}&severity=fault`);
  const recovery = { recovery_s_mean: 3_600, recovery_s_max: 3_600, between_s_mean: 28_800 };
  expect(data).toEqual([{ station_id: 'A', port: 1, opened: 2, lasting: 1, ...recovery }]);
  const none = await api.ask('/v1/faults/summary?from=2026-01-01&to=2026-01-02');
  expect(none.data).toMatchObject([{ opened: 1, recovery_s_mean: null, between_s_mean: null }]);
});

describe('availability', () => {
  const range = 'from=2026-03-15T00:00:00Z&to=2026-03-15T12:00:00Z';
  const spans = ({ data }: Listing) =>
    data.map((row) => [row['started_at'], row['ended_at'], row['duration_s'], row['state']]);

  test('is the timeline of a port, cut to the range', async () => {
    const answer = await api.ask(`/v1/availability?${range}&station_id=A`);
    expect(spans(answer)).toEqual([
      ['2026-03-15T00:00:00.000Z', '2026-03-15T08:00:00.000Z', 28_800, 'available'],
      ['2026-03-15T08:00:00.000Z', '2026-03-15T09:00:00.500Z', 3_600.5, 'charging'],
      ['2026-03-15T09:00:00.500Z', '2026-03-15T10:00:00.000Z', 3_599.5, 'unknown'],
      ['2026-03-15T10:00:00.000Z', '2026-03-15T12:00:00.000Z', 7_200, 'faulted'],
    ]);
    expect(answer.data[0]?.['began_at']).toBe('2026-03-01T00:00:00.000Z');
  });

  test('shows an interval that lasts without an end, and counts it until now', async () => {
    const query = 'from=2026-03-15T11:00:00Z&to=2026-03-16T00:00:00Z&station_id=A';
    expect(spans(await api.ask(`/v1/availability?${query}`))).toEqual([
      ['2026-03-15T11:00:00.000Z', null, 3_600, 'faulted'],
    ]);
  });

  test('in sum tells the seconds of each state; what is not known is unknown, never up', async () => {
    const { data } = await api.ask(`/v1/availability/summary?${range}`);
    const nothing = { occupied_s: 0, reserved_s: 0, unavailable_s: 0, offline_s: 0 };
    expect(data).toEqual([
      {
        station_id: 'A',
        port: 1,
        duration_s: 43_200,
        ...nothing,
        available_s: 28_800,
        charging_s: 3_600.5,
        faulted_s: 7_200,
        unknown_s: 3_599.5,
        unknown_percent: 8.332,
      },
      {
        station_id: 'B',
        port: 1,
        duration_s: 43_200,
        ...nothing,
        available_s: 21_600,
        charging_s: 0,
        faulted_s: 0,
        unknown_s: 21_600,
        unknown_percent: 50,
      },
    ]);
  });

  test.each([
    range,
    'from=2026-03-15T08:30:00Z&to=2026-03-16T08:30:00Z',
    'from=2026-04-01&to=2026-04-02',
  ])('in sum is the same of all stations and of stations that are named: %s', async (when) => {
    const all = await api.ask(`/v1/availability/summary?${when}`);
    expect(column(all, 'station_id')).toEqual(['A', 'B']);
    const some = await api.ask(`/v1/availability/summary?${when}&station_id=A&station_id=B`);
    expect(some.data).toEqual(all.data);
  });

  test('of time to come, and of time that is not in the tables yet, is unknown', async () => {
    const behind = await buildServer(
      apiOptions(api.store(), {
        watermark: async () => ({
          as_of: '2026-03-15T11:00:00.000Z',
          complete: false,
          lag_events: 7,
        }),
      }),
    );
    const url = `/v1/availability/summary?${range}&station_id=B`;
    const answer = (await behind.inject(url)).json<Listing>();
    expect(answer.complete).toBe(false);
    expect(answer.data[0]).toMatchObject({ available_s: 18_000, unknown_s: 25_200 });
    await behind.close();
    const tomorrow = 'from=2026-03-15T00:00:00Z&to=2026-03-16T00:00:00Z&station_id=B';
    const { data } = await api.ask(`/v1/availability/summary?${tomorrow}`);
    expect(data[0]).toMatchObject({ available_s: 21_600, unknown_s: 64_800, unknown_percent: 75 });
  });
});
