// Energy by window, asked of a real store: local days and months, groups, and sums that add up.

import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silent } from '../lib/logger.ts';
import { sessionEnergy } from '../processors/energy/table.ts';
import { openTestStore, type TestStore } from '../test/open-test-store.ts';
import { buildServer } from './server.ts';

const at = Date.parse;

/** tenant, station, port, start of the quarter, session ('' is none), milliwatt-hours. */
const buckets = [
  // The night on which the clock goes forward in Stockholm: 29 March 2026 has 23 hours.
  ['t', 'A', 1, '2026-03-28T22:45:00Z', 'evening', 1_000],
  ['t', 'A', 1, '2026-03-28T23:00:00Z', 'night', 2_500],
  ['t', 'A', 1, '2026-03-29T21:45:00Z', 'night', 4_001],
  ['t', 'A', 1, '2026-03-29T22:00:00Z', 'night', 8_000],
  ['t', 'A', 2, '2026-03-29T12:00:00Z', '', 16_000],
  ['t', 'B', 1, '2026-03-29T12:00:00Z', 'noon', 32_000],
  // Just before and after the local end of March.
  ['t', 'B', 1, '2026-03-31T21:45:00Z', 'late', 100],
  ['t', 'B', 1, '2026-03-31T22:00:00Z', 'late', 200],
  // The night on which the clock goes back: 25 October 2026 has 25 hours, and 02:00 comes twice.
  ['t', 'A', 1, '2026-10-24T22:00:00Z', 'autumn', 1_000],
  ['t', 'A', 1, '2026-10-25T00:30:00Z', 'autumn', 2_000],
  ['t', 'A', 1, '2026-10-25T01:30:00Z', 'autumn', 4_000],
  ['t', 'A', 1, '2026-10-25T22:45:00Z', 'autumn', 8_000],
  ['t', 'A', 1, '2026-10-25T23:00:00Z', 'autumn', 16_000],
  // Where a binary sum goes wrong: ten times 0.1, and large next to small.
  ...Array.from({ length: 10 }, (_, i) => ['sum', 'A', 1, quarter(i), 's', 100] as const),
  ['big', 'A', 1, '2026-01-01T00:00:00Z', 's', 9_007_199_254_740_991],
  ['big', 'B', 1, '2026-01-01T00:00:00Z', 's', 1],
  ['other', 'A', 1, '2026-03-29T12:00:00Z', 'theirs', 999_000],
  // What late news left: the energy of `lost` went to `found`, and all of `gone` to another hour.
  ['late', 'A', 1, '2026-04-01T12:00:00Z', 'lost', 0],
  ['late', 'A', 1, '2026-04-01T12:00:00Z', 'found', 5_000],
  ['late', 'A', 1, '2026-04-02T12:00:00Z', 'gone', 0],
  ['late', 'A', 1, '2026-04-03T12:00:00Z', 'gone', 7_000],
  // A session that goes on at another port.
  ['moved', 'A', 1, '2026-04-01T12:00:00Z', 'moved', 1_000],
  ['moved', 'A', 2, '2026-04-01T12:15:00Z', 'moved', 2_000],
] as const;

function quarter(i: number): string {
  return new Date(at('2026-01-01T00:00:00Z') + i * 900_000).toISOString();
}

let store: TestStore;
let app: FastifyInstance;

beforeAll(async () => {
  store = await openTestStore();
  await store.add(
    sessionEnergy,
    buckets.map(([tenant, station_id, port, start, session_id, energy_wh]) => ({
      tenant,
      station_id,
      port,
      bucket_start: at(start),
      session_id,
      energy_wh,
    })),
  );
  app = await buildServer({
    store,
    logger: silent,
    defaultTenant: 't',
    now: () => at('2026-11-01T00:00:00Z'),
    watermark: async () => ({ as_of: '2026-11-01T00:00:00.000Z', complete: true, lag_events: 0 }),
    metrics: async () => '',
    readiness: async () => ({ ready: true, checks: [] }),
  });
});

afterAll(async () => {
  await app.close();
  await store.close();
});

const ask = async (query: string): Promise<{ data: Record<string, unknown>[] }> => {
  const answer = await app.inject(`/v1/energy?${query}`);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json();
};

const brief = ({ data }: { data: Record<string, unknown>[] }) =>
  data.map((row) => [row['window_start'], row['energy_wh'], row['sessions']]);

describe('windows are local', () => {
  const march = 'from=2026-03-28&to=2026-03-31&zone=Europe/Stockholm';

  test('the day on which the clock goes forward is one window of 23 hours', async () => {
    const answer = await ask(`${march}&window=1d`);
    expect(answer.data).toEqual([
      {
        window_start: '2026-03-28T00:00:00.000+01:00',
        window_end: '2026-03-29T00:00:00.000+01:00',
        partial: false,
        site_id: null,
        station_id: null,
        port: null,
        energy_wh: 1,
        session_energy_wh: 1,
        unattributed_energy_wh: 0,
        sessions: 1,
      },
      {
        window_start: '2026-03-29T00:00:00.000+01:00',
        window_end: '2026-03-30T00:00:00.000+02:00',
        partial: false,
        site_id: null,
        station_id: null,
        port: null,
        energy_wh: 54.501,
        session_energy_wh: 38.501,
        unattributed_energy_wh: 16,
        sessions: 2,
      },
      {
        window_start: '2026-03-30T00:00:00.000+02:00',
        window_end: '2026-03-31T00:00:00.000+02:00',
        partial: false,
        site_id: null,
        station_id: null,
        port: null,
        energy_wh: 8,
        session_energy_wh: 8,
        unattributed_energy_wh: 0,
        sessions: 1,
      },
    ]);
  });

  test('the day on which the clock goes back is one window of 25 hours', async () => {
    const october = 'from=2026-10-25&to=2026-10-27&zone=Europe/Stockholm';
    const answer = await ask(`${october}&window=1d`);
    expect(brief(answer)).toEqual([
      ['2026-10-25T00:00:00.000+02:00', 15, 1],
      ['2026-10-26T00:00:00.000+01:00', 16, 1],
    ]);
    expect(answer.data[0]?.['window_end']).toBe('2026-10-26T00:00:00.000+01:00');
  });

  test('the hour that comes twice is two windows, told apart by their offset', async () => {
    const answer = await ask('from=2026-10-25&to=2026-10-26&zone=Europe/Stockholm&window=1h');
    expect(brief(answer)).toEqual([
      ['2026-10-25T00:00:00.000+02:00', 1, 1],
      ['2026-10-25T02:00:00.000+02:00', 2, 1],
      ['2026-10-25T02:00:00.000+01:00', 4, 1],
      ['2026-10-25T23:00:00.000+01:00', 8, 1],
    ]);
  });

  test('months begin at local midnight', async () => {
    const query = 'from=2026-03-01&to=2026-05-01&zone=Europe/Stockholm&window=1mo';
    expect(brief(await ask(query))).toEqual([
      ['2026-03-01T00:00:00.000+01:00', 63.601, 4],
      ['2026-04-01T00:00:00.000+02:00', 0.2, 1],
    ]);
  });

  test('the same days in UTC hold other quarters of an hour', async () => {
    expect(brief(await ask('from=2026-03-28&to=2026-03-31&window=1d'))).toEqual([
      ['2026-03-28T00:00:00.000+00:00', 3.5, 2],
      ['2026-03-29T00:00:00.000+00:00', 60.001, 2],
    ]);
  });

  test('a zone of half and quarter hours has its own hours', async () => {
    const query = 'from=2026-03-29T12:00:00Z&to=2026-03-29T13:00:00Z&window=1h&groupBy=station_id';
    const answer = await ask(`${query}&zone=Asia/Kathmandu`);
    expect(brief(answer)).toEqual([
      ['2026-03-29T17:00:00.000+05:45', 16, 0],
      ['2026-03-29T17:00:00.000+05:45', 32, 1],
    ]);
    expect(answer.data[0]?.['partial']).toBe(true);
  });

  test('a day without a midnight begins when the clock jumped, and ends at the next date', async () => {
    await store.add(sessionEnergy, [
      {
        tenant: 'chile',
        station_id: 'A',
        port: 1,
        bucket_start: at('2026-09-06T03:45:00Z'),
        session_id: 's',
        energy_wh: 1_000,
      },
      {
        tenant: 'chile',
        station_id: 'A',
        port: 1,
        bucket_start: at('2026-09-06T04:00:00Z'),
        session_id: 's',
        energy_wh: 2_000,
      },
    ]);
    const query = 'tenant=chile&from=2026-09-05&to=2026-09-07&zone=America/Santiago&window=1d';
    const answer = await ask(query);
    expect(answer.data.map((row) => [row['window_start'], row['window_end']])).toEqual([
      ['2026-09-05T00:00:00.000-04:00', '2026-09-06T01:00:00.000-03:00'],
      ['2026-09-06T01:00:00.000-03:00', '2026-09-07T00:00:00.000-03:00'],
    ]);
    expect(brief(answer).map(([, energy]) => energy)).toEqual([1, 2]);
  });
});

describe('sums add up', () => {
  const year = 'from=2026-01-01&to=2027-01-01';

  test.each(['15m', '1h', '1d', '1mo', 'all'])('to the same total in windows of %s', async (w) => {
    const query = `from=2026-01-01&to=2026-12-01&zone=Europe/Stockholm&window=${w}&limit=1000`;
    const { data } = await ask(query);
    const total = data.reduce((sum, row) => sum + Math.round(Number(row['energy_wh']) * 1000), 0);
    // 63,501 and 300 in spring, 31,000 in autumn.
    expect(total).toBe(94_801);
  });

  test('a tenth added ten times is one, and nothing is lost beside a great number', async () => {
    const tenths = await app.inject(`/v1/energy?tenant=sum&${year}&window=all`);
    expect(tenths.body).toContain('"energy_wh":1,');
    const great = await app.inject(`/v1/energy?tenant=big&${year}&window=all`);
    expect(great.body).toContain('"energy_wh":9007199254740.992,');
  });

  test('by station and by port, with energy of no session beside that of sessions', async () => {
    const day = 'from=2026-03-29T00:00:00Z&to=2026-03-30T00:00:00Z&window=all';
    const { data } = await ask(`${day}&groupBy=port`);
    const rows = data.map((row) => [
      row['station_id'],
      row['port'],
      row['session_energy_wh'],
      row['unattributed_energy_wh'],
    ]);
    expect(rows).toEqual([
      ['A', 1, 12.001, 0],
      ['A', 2, 0, 16],
      ['B', 1, 32, 0],
    ]);
    const byStation = await ask(`${day}&groupBy=station_id`);
    expect(byStation.data.map((row) => [row['station_id'], row['port'], row['energy_wh']])).toEqual(
      [
        ['A', null, 28.001],
        ['B', null, 32],
      ],
    );
  });

  test('groups may be given with commas, repeated, or as none', async () => {
    const day = 'from=2026-03-29T00:00:00Z&to=2026-03-30T00:00:00Z&window=all';
    const commas = await ask(`${day}&groupBy=station_id,port`);
    const repeated = await ask(`${day}&groupBy=station_id&groupBy=port`);
    expect(commas).toEqual(repeated);
    expect(commas.data).toHaveLength(3);
    expect((await ask(`${day}&groupBy=none`)).data).toHaveLength(1);
  });

  test('one station can be asked for, and a window that the range cuts says so', async () => {
    const query = 'from=2026-03-29T12:00:00Z&to=2026-03-29T18:00:00Z&window=1d&station_id=B';
    const { data } = await ask(query);
    expect(data.map((row) => [row['energy_wh'], row['partial']])).toEqual([[32, true]]);
  });

  test('where nothing was counted there is no row, rather than a zero', async () => {
    expect((await ask('from=2026-06-01&to=2026-07-01&window=all')).data).toEqual([]);
  });

  test.each(['15m', '1h', '1d'])(
    'what late news left without energy is no session of a window of %s, and no window',
    async (window) => {
      const query = `tenant=late&from=2026-04-01&to=2026-04-04&window=${window}`;
      expect(brief(await ask(query)).map(([, ...rest]) => rest)).toEqual([
        [5, 1],
        [7, 1],
      ]);
    },
  );
});

test.each(['1h', '1d&station_id=A'])(
  'a session that goes on at another port is counted at each: windows of %s',
  async (window) => {
    const query = `tenant=moved&from=2026-04-01&to=2026-04-02&window=${window}`;
    expect(brief(await ask(query)).map(([, ...rest]) => rest)).toEqual([[3, 2]]);
    const byPort = brief(await ask(`${query}&groupBy=port`)).map(([, ...rest]) => rest);
    expect(byPort).toEqual([
      [1, 1],
      [2, 1],
    ]);
  },
);

test('windows of a group come page by page without a gap', async () => {
  const query = 'from=2026-03-28&to=2026-11-01&window=15m&groupBy=port&limit=4';
  const seen: unknown[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof ask>> & { next?: string | null } = await ask(
      cursor === '' ? query : `${query}&cursor=${cursor}`,
    );
    seen.push(...brief(page));
    cursor = page.next ?? null;
  }
  expect(seen).toHaveLength(13);
  expect(seen).toEqual(brief(await ask(query.replace('limit=4', 'limit=100'))));
});
