// Energy of generated ports: the same from hours as from quarters, and page by page as all at once.

import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { day_ms, hour_ms, minute_ms } from '../lib/time.ts';
import { sessionEnergy } from '../processors/energy/table.ts';
import { ports } from '../processors/ledger/table.ts';
import type { QueryParams } from '../store/port.ts';
import type { Row, RowOf } from '../schemas/table.ts';
import { apiOptions, emptyRow } from '../test/api-rows.ts';
import { openTestStore, type TestStore } from '../test/open-test-store.ts';
import { startOfLocalDay } from './zone.ts';
import { buildServer } from './server.ts';
import { windowParts } from './local-windows.ts';

const stations = ['A', 'B', 'C', 'D'];

/** When sessions begin: around changes of the clock, ends of months, and weeks of nothing between. */
const begins = [
  '2026-03-28T20:10:00Z',
  '2026-03-29T00:40:00Z',
  '2026-03-31T21:20:00Z',
  '2026-04-04T14:50:00Z',
  '2026-10-24T21:30:00Z',
  '2026-10-25T00:20:00Z',
  '2026-10-31T22:45:00Z',
];

interface Charged {
  readonly station: string;
  readonly port: number;
  readonly start: number;
  /** Of none where it is false. */
  readonly ofSession: boolean;
  /** Milliwatt-hours by quarter; null where it paused, 0 where late news left nothing. */
  readonly quarters: readonly (number | null)[];
}

const charged: fc.Arbitrary<Charged> = fc.record({
  station: fc.constantFrom(...stations),
  port: fc.integer({ min: 1, max: 2 }),
  start: fc
    .tuple(fc.constantFrom(...begins), fc.nat(40))
    .map(([begin, quarter]) => Date.parse(begin) + quarter * 15 * minute_ms),
  ofSession: fc.constantFrom(true, true, true, false),
  quarters: fc.array(fc.constantFrom(null, 0, 1, 1_250, 20_000), { maxLength: 30, size: 'max' }),
});

/** The rows of some sessions; those of none lie where no other of none does. */
const rowsOf = (all: readonly Charged[]): readonly RowOf<typeof sessionEnergy>[] =>
  all.flatMap(({ station, port, start, ofSession, quarters }, session) =>
    quarters.flatMap((energy_wh, quarter) => {
      const bucket_start = Math.floor(start / (15 * minute_ms) + quarter) * 15 * minute_ms;
      const session_id = ofSession ? `session-${session}` : '';
      const row = { tenant: 't', station_id: station, port, bucket_start, session_id };
      return energy_wh === null ? [] : [{ ...row, energy_wh }];
    }),
  );

const placed: readonly Row[] = stations.slice(0, 3).flatMap((station_id) =>
  [1, 2].map((port) => ({
    ...emptyRow(ports),
    tenant: 't',
    station_id,
    port,
    entry_id: '1',
    kind: 'PortRegistered',
    site_id: station_id === 'A' ? 'Nord' : 'Syd',
  })),
);

let store: TestStore;
let app: FastifyInstance;
const asked: QueryParams[] = [];

beforeAll(async () => {
  store = await openTestStore();
  const rows = rowsOf(fc.sample(charged, { seed: 7, numRuns: 40 }));
  await store.add(sessionEnergy, rows);
  await store.add(ports, placed);
  const recording: TestStore = {
    ...store,
    query: async (query, limits) => {
      asked.push(query.params);
      return store.query(query, limits);
    },
  };
  app = await buildServer(apiOptions(recording));
});

afterAll(async () => {
  await app.close();
  await store.close();
});

const bodyOf = async (query: string): Promise<string> => {
  const answer = await app.inject(`/v1/energy?${query}`);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.body;
};

const linesOf = async (query: string): Promise<readonly string[]> =>
  (await bodyOf(`${query}&format=ndjson`)).split('\n').slice(0, -1);

const year = 'from=2026-03-01&to=2026-11-15';
const zones = ['UTC', 'Europe/Stockholm', 'America/Havana', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const groupings = ['none', 'site_id', 'station_id', 'port', 'site_id,port'];

describe('hours and quarters say the same', () => {
  const ofAll = stations.map((id) => `station_id=${id}`).join('&');

  test.each(zones)('of windows in %s, whatever they are grouped by', async (zone) => {
    for (const window of ['1h', '1d', '1mo', 'all']) {
      for (const groupBy of groupings) {
        const query = `${year}&zone=${zone}&window=${window}&groupBy=${groupBy}`;
        const rows = await linesOf(query);
        expect(rows).toEqual(await linesOf(`${query}&${ofAll}`));
        expect(rows.length).toBeGreaterThan(0);
      }
    }
  });

  test('of a range that cuts a day and a month, and of one that cuts an hour', async () => {
    for (const window of ['1h', '1d', '1mo', 'all']) {
      for (const from of ['2026-03-29T02:00:00Z', '2026-03-29T02:15:00Z']) {
        const query = `from=${from}&to=2026-10-25T05:00:00Z&window=${window}&zone=Europe/Stockholm`;
        expect(await linesOf(query)).toEqual(await linesOf(`${query}&${ofAll}`));
      }
    }
  });
});

describe('page by page come the rows that come all at once', () => {
  /** The rows of each page as they were written, from the first cursor to none. */
  const pagesOf = async (query: string, limit: number): Promise<readonly string[]> => {
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const body = await bodyOf(`${query}&limit=${limit}${cursor}`);
      pages.push(body.slice('{"data":['.length, body.lastIndexOf('],"next":')));
      const { next } = JSON.parse(body) as { readonly next: string | null };
      cursor = next === null ? null : `&cursor=${next}`;
    }
    return pages;
  };

  /** The rows that come at once, as pages of a limit would have them. */
  const cutUp = async (query: string, limit: number): Promise<readonly string[]> => {
    const lines = await linesOf(query);
    const pages = Math.ceil(lines.length / limit);
    return Array.from({ length: pages }, (_, page) =>
      lines.slice(page * limit, (page + 1) * limit).join(','),
    );
  };

  const orders = ['asc', 'desc'] as const;
  const cases = [
    ['15m', 'port', 60],
    ['1h', 'none', 9],
    ['1h', 'station_id', 13],
    ['1d', 'none', 1],
    ['1d', 'site_id', 5],
    ['1d', 'port', 100],
    ['1mo', 'site_id', 2],
    ['all', 'port', 3],
  ] as const;

  test.each(orders.flatMap((order) => cases.map((one) => [order, ...one] as const)))(
    '%s, windows of %s by %s, %i rows a page',
    async (order, window, groupBy, limit) => {
      for (const zone of ['Europe/Stockholm', 'Australia/Lord_Howe']) {
        const query = `${year}&zone=${zone}&window=${window}&groupBy=${groupBy}&order=${order}`;
        expect(await pagesOf(query, limit)).toEqual(await cutUp(query, limit));
      }
    },
  );

  test.each(orders)('%s, of a range that cuts its first and its last window', async (order) => {
    for (const cut of ['02:00:00Z&to=2026-10-25T05:00:00Z', '02:20:00Z&to=2026-10-25T00:50:00Z']) {
      for (const window of ['1h', '1d', '1mo']) {
        const query = `from=2026-03-29T${cut}&zone=Europe/Stockholm&window=${window}&order=${order}`;
        expect(await pagesOf(query, 7)).toEqual(await cutUp(query, 7));
      }
    }
  });

  test('of a range without any energy, at once', async () => {
    await expect(bodyOf('from=2020-01-01&to=2021-01-01&window=1d')).resolves.toContain(
      '{"data":[],"next":null,',
    );
  });
});

describe('a page asks for no more than it shows', () => {
  const partsOf = (params: readonly QueryParams[]) =>
    params.map(({ part_from, part_to }) => [part_from, part_to].map((at) => Number(at)));

  test('days of which the first fills the page are not asked for beyond it', async () => {
    asked.length = 0;
    await bodyOf('from=2026-03-29&to=2026-11-01&window=1d&groupBy=port&limit=2');
    const day = Date.parse('2026-03-29T00:00:00Z');
    expect(partsOf(asked)).toEqual([[day, day + day_ms]]);
  });

  test('months of nothing are passed over in a few questions', async () => {
    asked.length = 0;
    await bodyOf('from=2024-01-01&to=2026-12-01&window=1h&groupBy=port&limit=2');
    expect(asked.length).toBeLessThan(6);
  });
});

describe('borders of windows are those that the store reckons with', () => {
  const instant = (at: number): string => new Date(at).toISOString().slice(0, 23).replace('T', ' ');

  test.each([
    'UTC',
    'Europe/Stockholm',
    'America/Santiago',
    'America/Havana',
    'Africa/Cairo',
    'Atlantic/Azores',
    'Asia/Beirut',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Pacific/Kiritimati',
    'Antarctica/Troll',
  ])('of days and months in %s', async (zone) => {
    const [from, to] = [startOfLocalDay(Date.UTC(2024, 0), zone), Date.UTC(2027, 0)];
    for (const [word, sql] of [
      ['1d', 'toStartOfDay(at, {zone:String})'],
      [
        '1mo',
        'toStartOfDay(toDateTime(toStartOfMonth(at, {zone:String}), {zone:String}), {zone:String})',
      ],
    ] as const) {
      const rows = await store.query<{ start: string }>({
        sql:
          `SELECT DISTINCT toString(toDateTime64(${sql}, 3, 'UTC')) AS start FROM (SELECT ` +
          "fromUnixTimestamp64Milli({from:Int64}, 'UTC') + toIntervalMinute(15 * number) AS at " +
          'FROM numbers({quarters:UInt64})) ORDER BY start',
        params: { zone, from, quarters: Math.ceil((to - from) / (15 * minute_ms)) },
      });
      const starts = rows.map(({ start }) => start);
      const parts = windowParts(word, { from, to, zone });
      const borders = [from];
      for (let at = from; at < to; borders.push(at)) at = parts?.border(at, 1) ?? to;
      expect(borders.filter((at) => at < to).map(instant)).toEqual(starts);
      for (let i = 1; i < borders.length; i++) {
        expect(parts?.border(borders[i] ?? 0, -1)).toBe(borders[i - 1]);
        expect(parts?.border((borders[i] ?? 0) - hour_ms, -1)).toBe(borders[i - 1]);
      }
    }
  });
});
