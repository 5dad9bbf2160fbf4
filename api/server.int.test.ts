// The API asked as its users ask: lists, pages, forms of answer, bad input, faults of the store.

import type { FastifyInstance } from 'fastify';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../lib/errors.ts';
import { silent, type Logger } from '../lib/logger.ts';
import { availability } from '../processors/availability/table.ts';
import { faults } from '../processors/faults/table.ts';
import { qualityFlags } from '../processors/quality/table.ts';
import { sessions } from '../processors/sessions/table.ts';
import { stations } from '../processors/stations/table.ts';
import type { Row, RowOf } from '../schemas/table.ts';
import { openTestStore, type TestStore } from '../test/open-test-store.ts';
import { findQuestions } from './find-questions.ts';
import { envelopeOf } from './route.ts';
import { buildServer, startApi, type ApiOptions } from './server.ts';

const at = Date.parse;
const now = at('2026-03-15T12:00:00Z');

const aSession = (over: Partial<RowOf<typeof sessions>>): RowOf<typeof sessions> => ({
  tenant: 't',
  opened_at: at('2026-03-15T08:00:00.250Z'),
  station_id: 'A',
  session_id: 's1',
  port: 1,
  connector_id: 1,
  transaction_id: '42',
  state: 'ended',
  started_at: at('2026-03-15T08:00:00Z'),
  ended_at: at('2026-03-15T09:00:00Z'),
  energy_wh: 12_345_678,
  register_start_wh: 1_000_000_000,
  register_end_wh: 1_012_345_678,
  readings: 4,
  power_w_max: 11_000_000,
  soc_percent_start: null,
  soc_percent_end: null,
  id_token: 'p:1',
  stop_reason: 'EVDisconnected',
  start_evidence: 'StartTransaction',
  end_evidence: 'StopTransaction',
  first_event_id: 'c/1',
  ...over,
});

const open = { state: 'open', ended_at: null, energy_wh: 500, stop_reason: '', end_evidence: '' };

const hostile = `a,"b"\r\n=cmd|' /C calc'!A0\t\\N \u{1F50C}'; DROP TABLE laddbok.sessions_v1; --`;

const stationRow = (station_id: string, model: string): Row => ({
  tenant: 't',
  station_id,
  protocol: 'ocpp1.6',
  vendor: 'Elbil AB',
  model,
  serial_number: '',
  firmware_version: '1.2',
  connected: true,
  first_seen_at: at('2026-01-01T00:00:00Z'),
  last_seen_at: at('2026-03-15T11:59:00.005Z'),
  last_booted_at: null,
});

const fault = (over: Partial<RowOf<typeof faults>>): RowOf<typeof faults> => ({
  tenant: 't',
  station_id: 'A',
  port: 1,
  opened_at: at('2026-03-15T10:00:00Z'),
  error_code: 'GroundFailure',
  vendor_error_code: '',
  info: '',
  cleared_at: null,
  reports: 1,
  event_id: 'c/9',
  ...over,
});

type Span = readonly [station: string, port: number, start: string, end: string, state: string];

const timeline: readonly Span[] = [
  ['A', 1, '2026-03-01T00:00:00Z', '2026-03-15T08:00:00Z', 'available'],
  ['A', 1, '2026-03-15T08:00:00Z', '2026-03-15T09:00:00.500Z', 'charging'],
  ['A', 1, '2026-03-15T09:00:00.500Z', '2026-03-15T10:00:00Z', 'unknown'],
  ['A', 1, '2026-03-15T10:00:00Z', '', 'faulted'],
  // First heard of within the range: before that, nothing is known.
  ['B', 1, '2026-03-15T06:00:00Z', '', 'available'],
];

let store: TestStore;
let app: FastifyInstance;

const options = (over: Partial<ApiOptions> = {}): ApiOptions => ({
  store,
  logger: silent,
  defaultTenant: 't',
  now: () => now,
  watermark: async () => ({ as_of: '2026-03-15T11:59:59.000Z', complete: true, lag_events: 0 }),
  metrics: async () => '# TYPE laddbok_up gauge\nladdbok_up 1\n',
  readiness: async () => ({ ready: true, checks: [{ name: 'store', ok: true, detail: '' }] }),
  ...over,
});

beforeAll(async () => {
  store = await openTestStore();
  await store.add(sessions, [
    aSession({}),
    aSession({ ...open, session_id: 's2', station_id: 'B', port: 2 }),
    aSession({ session_id: 's3', tenant: 'other' }),
    aSession({ session_id: 's4', started_at: at('2026-03-01T00:00:00Z') }),
    aSession({ session_id: 's5', id_token: hostile, station_id: 'C', started_at: now - 1 }),
  ]);
  await store.add(stations, [
    stationRow('A', 'One'),
    stationRow('B', 'Two'),
    stationRow('C', hostile),
  ]);
  await store.add(faults, [
    fault({}),
    fault({ opened_at: at('2026-01-01T00:00:00Z'), error_code: 'HighTemperature' }),
    fault({ opened_at: at('2026-03-15T01:00:00Z'), cleared_at: at('2026-03-15T02:00:00Z') }),
    fault({ opened_at: at('2026-02-01T00:00:00Z'), cleared_at: at('2026-02-01T01:00:00Z') }),
  ]);
  await store.add(
    availability,
    timeline.map(([station_id, port, start, end, state]) => ({
      tenant: 't',
      station_id,
      port,
      started_at: at(start),
      state,
      cause: 'status',
      ended_at: end === '' ? null : at(end),
      event_id: 'c/2',
    })),
  );
  await store.add(qualityFlags, [
    {
      tenant: 't',
      station_id: 'A',
      at: at('2026-03-15T08:00:00Z'),
      event_id: 'c/3',
      code: 'not_json',
      port: 0,
      detail: hostile,
    },
  ]);
  app = await buildServer(options());
});

afterAll(async () => {
  await app.close();
  await store.close();
});

interface Listing {
  readonly data: readonly Readonly<Record<string, string | number | boolean | null>>[];
  readonly next: string | null;
  readonly as_of: string;
  readonly complete: boolean;
}

const ask = async (url: string): Promise<Listing> => {
  const answer = await app.inject(url);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json();
};

const ids = ({ data }: Listing, name = 'session_id') => data.map((row) => row[name]);

describe('every question', () => {
  test('answers its own example in the shape that the documentation states', async () => {
    const questions = await findQuestions();
    expect(questions.map(({ path }) => path)).toEqual([
      '/v1/availability',
      '/v1/availability/summary',
      '/v1/energy',
      '/v1/faults',
      '/v1/quality-flags',
      '/v1/sessions',
      '/v1/sessions/:session_id',
      '/v1/stations',
    ]);
    for (const question of questions) {
      const { session_id = '', ...query } = question.example;
      const path = question.path.replace(':session_id', session_id === 'none' ? 's1' : session_id);
      const answer = await app.inject({ url: path, query });
      expect([question.name, answer.statusCode]).toEqual([question.name, 200]);
      const wrong = Value.Errors(envelopeOf(question), answer.json());
      expect([question.name, ...wrong]).toEqual([question.name]);
    }
  });

  test('is documented in OpenAPI with its parameters, and listed on the first page', async () => {
    const openapi = (await app.inject('/openapi.json')).json();
    expect(openapi.openapi).toBe('3.1.0');
    const { parameters, responses } = openapi.paths['/v1/sessions/{session_id}'].get;
    expect(parameters.map((one: { name: string }) => one.name).sort()).toEqual([
      'format',
      'session_id',
      'tenant',
    ]);
    expect(Object.keys(responses['200'].content)).toEqual([
      'application/json',
      'application/x-ndjson',
      'text/csv',
    ]);
    const page = await app.inject('/');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const { path } of await findQuestions()) {
      expect(page.body).toContain(path);
      expect(openapi.paths).toHaveProperty([path.replace(':session_id', '{session_id}')]);
    }
    expect((await app.inject('/docs')).statusCode).toBe(200);
  });
});

describe('sessions', () => {
  test('that began in the last 24 hours are listed whole, and say as of when', async () => {
    const answer = await ask('/v1/sessions');
    expect(ids(answer)).toEqual(['s1', 's2', 's5']);
    expect(answer).toMatchObject({
      next: null,
      as_of: '2026-03-15T11:59:59.000Z',
      complete: true,
    });
    expect(answer.data[0]).toEqual({
      opened_at: '2026-03-15T08:00:00.250Z',
      station_id: 'A',
      session_id: 's1',
      port: 1,
      connector_id: 1,
      transaction_id: '42',
      state: 'ended',
      started_at: '2026-03-15T08:00:00.000Z',
      ended_at: '2026-03-15T09:00:00.000Z',
      energy_wh: 12_345.678,
      register_start_wh: 1_000_000,
      register_end_wh: 1_012_345.678,
      readings: 4,
      power_w_max: 11_000,
      soc_percent_start: null,
      soc_percent_end: null,
      id_token: 'p:1',
      stop_reason: 'EVDisconnected',
      start_evidence: 'StartTransaction',
      end_evidence: 'StopTransaction',
      first_event_id: 'c/1',
    });
  });

  test.each([
    ['state=open', ['s2']],
    ['station_id=A', ['s1']],
    ['station_id=A&station_id=B', ['s1', 's2']],
    ['port=2', ['s2']],
    ['min_energy_wh=12345.678', ['s1', 's5']],
    ['min_energy_wh=12345.679', []],
    ['by=opened_at', ['s1', 's4', 's2', 's5']],
    ['by=ended_at&order=desc', ['s5', 's4', 's1']],
    ['from=2026-03-01&to=2026-03-02', ['s4']],
    ['tenant=other', ['s3']],
    [`station_id=${encodeURIComponent(hostile)}`, []],
    [`tenant=${encodeURIComponent("t' OR 1=1 --")}`, []],
  ])('with %s are %j', async (query, expected) => {
    expect(ids(await ask(`/v1/sessions?${query}`))).toEqual(expected);
  });

  test('one is found by its id, and one that is not there is 404 with advice', async () => {
    const answer = (await app.inject('/v1/sessions/s4')).json();
    expect(answer).toMatchObject({ data: { session_id: 's4', energy_wh: 12_345.678 } });
    expect(Object.keys(answer)).toEqual(['data', 'as_of', 'complete']);
    for (const id of ['nothing', 's3', encodeURIComponent(hostile)]) {
      const missing = await app.inject(`/v1/sessions/${id}`);
      expect(missing.statusCode).toBe(404);
      expect(missing.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    }
  });
});

describe('pages', () => {
  const many = (from: number, to: number, minute: number): Row[] =>
    Array.from({ length: to - from }, (_, i) =>
      aSession({
        tenant: 'many',
        session_id: `s${String(from + i).padStart(4, '0')}`,
        opened_at: at('2026-03-15T00:00:00Z') + minute * 60_000 + Math.floor(i / 3),
        started_at: at('2026-03-15T00:00:00Z'),
      }),
    );

  const walk = async (query: string, meanwhile: (page: number) => Promise<void>) => {
    const seen: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < 100; page++) {
      const answer = await ask(`/v1/sessions?${query}${cursor}`);
      seen.push(...ids(answer));
      if (answer.next === null) return seen;
      cursor = `&cursor=${answer.next}`;
      await meanwhile(page);
    }
    throw new Error('There is no end of pages.');
  };

  test('neither skip nor repeat a session while others come in, however many are alike', async () => {
    await store.add(sessions, many(0, 250, 0));
    const expected = many(0, 250, 0).map((row) => row['session_id']);
    const seen = await walk('tenant=many&limit=17', async (page) => {
      // The oldest page must not shift, and the newest are to be found at the end.
      if (page === 2) await store.add(sessions, many(1000, 1004, 5));
    });
    expect(seen).toEqual([...expected, 's1000', 's1001', 's1002', 's1003']);
    const backwards = await walk('tenant=many&limit=100&order=desc', async (page) => {
      if (page === 0) await store.add(sessions, many(2000, 2004, 9));
    });
    expect(backwards).toEqual([...expected, 's1000', 's1001', 's1002', 's1003'].reverse());
  });

  test('keep the range of the first page, although now moves on', async () => {
    let clock = now;
    const moving = await buildServer(options({ now: () => clock }));
    const first = (await moving.inject('/v1/sessions?tenant=many&limit=200')).json<Listing>();
    clock += 86_400_000;
    const next = `/v1/sessions?tenant=many&limit=200&cursor=${first.next ?? ''}`;
    expect((await moving.inject(next)).json<Listing>().data.length).toBeGreaterThan(50);
    await moving.close();
  });

  test('come as CSV too, and name the next in the header Link', async () => {
    const answer = await app.inject('/v1/sessions?tenant=many&limit=2&format=csv');
    expect(answer.body.split('\r\n')).toHaveLength(4);
    const link = /^<(.+)>; rel="next"$/.exec(String(answer.headers['link']))?.[1] ?? '';
    const next = await app.inject(link);
    expect(next.body).toContain('s0002');
    expect(next.body).not.toContain('s0001');
  });

  test.each([
    ['another filter', 'tenant=many&state=open&limit=1'],
    ['another tenant', 'limit=1'],
  ])('cannot be continued with %s', async (_, query) => {
    const { next } = await ask('/v1/sessions?tenant=many&limit=1');
    const answer = await app.inject(`/v1/sessions?${query}&cursor=${next ?? ''}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ type: 'urn:laddbok:problem:bad-cursor', status: 400 });
  });
});

describe('forms of answer', () => {
  /** Reads CSV back as RFC 4180 says: fields with null for what is not there. */
  const csvRows = (text: string): (string | null)[][] => {
    const rows: (string | null)[][] = [];
    let row: (string | null)[] = [];
    for (const [, quoted, plain, end] of text.matchAll(
      /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
    )) {
      row.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
      if (end !== ',') rows.push(row);
      if (end !== ',') row = [];
    }
    return rows;
  };

  test.each(['stations', 'sessions', 'availability', 'availability/summary', 'quality-flags'])(
    'agree with each other on %s, hostile texts included',
    async (name) => {
      const { data } = await ask(`/v1/${name}`);
      expect(data.length).toBeGreaterThan(0);
      const ndjson = await app.inject({
        url: `/v1/${name}`,
        headers: { accept: 'application/x-ndjson' },
      });
      const lines = ndjson.body.trimEnd().split('\n');
      expect(lines.map((line): unknown => JSON.parse(line))).toEqual(data);
      const csv = await app.inject(`/v1/${name}?format=csv`);
      const [header = [], ...rows] = csvRows(csv.body);
      expect(header).toEqual(Object.keys(data[0] ?? {}));
      expect(rows).toEqual(
        data.map((row) =>
          header.map((column) => {
            const value = row[column ?? ''];
            return value === null ? null : String(value);
          }),
        ),
      );
    },
  );

  test('are named by their content type, and say as of when in their headers', async () => {
    const csv = await app.inject({ url: '/v1/stations', headers: { accept: 'text/csv' } });
    expect(csv.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="stations.csv"',
      'laddbok-as-of': '2026-03-15T11:59:59.000Z',
      'laddbok-complete': 'true',
      'x-content-type-options': 'nosniff',
      vary: 'Accept',
    });
  });

  test('an empty answer is an empty list, a header without rows, or nothing', async () => {
    const none = '/v1/sessions?tenant=nobody';
    expect((await ask(none)).data).toEqual([]);
    expect((await app.inject(`${none}&format=ndjson`)).body).toBe('');
    expect((await app.inject(`${none}&format=csv`)).body).toMatch(/^opened_at,[a-z_,]+\r\n$/);
  });

  test('that we do not have are refused', async () => {
    const answer = await app.inject({ url: '/v1/stations', headers: { accept: 'image/png' } });
    expect(answer.statusCode).toBe(406);
  });
});

describe('faults', () => {
  test.each([
    ['', ['2026-01-01', '2026-03-15T01', '2026-03-15T10']],
    ['state=open', ['2026-01-01', '2026-03-15T10']],
    ['state=cleared', ['2026-03-15T01']],
    ['error_code=HighTemperature', ['2026-01-01']],
    ['from=2026-02-01&to=2026-02-02&state=cleared', ['2026-02-01']],
  ])('with "%s" are those that lasted in the range: %j', async (query, expected) => {
    const opened = ids(await ask(`/v1/faults?${query}`), 'opened_at');
    expect(opened).toHaveLength(expected.length);
    for (const [i, text] of expected.entries()) expect(opened[i]).toContain(text);
  });
});

describe('availability', () => {
  const range = 'from=2026-03-15T00:00:00Z&to=2026-03-15T12:00:00Z';
  const spans = ({ data }: Listing) =>
    data.map((row) => [row['started_at'], row['ended_at'], row['duration_s'], row['state']]);

  test('is the timeline of a port, cut to the range', async () => {
    const answer = await ask(`/v1/availability?${range}&station_id=A`);
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
    expect(spans(await ask(`/v1/availability?${query}`))).toEqual([
      ['2026-03-15T11:00:00.000Z', null, 3_600, 'faulted'],
    ]);
  });

  test('in sum tells the seconds of each state; what is not known is unknown, never up', async () => {
    const { data } = await ask(`/v1/availability/summary?${range}`);
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

  test('of time to come, and of time that is not in the tables yet, is unknown', async () => {
    const behind = await buildServer(
      options({
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
    const { data } = await ask(`/v1/availability/summary?${tomorrow}`);
    expect(data[0]).toMatchObject({ available_s: 21_600, unknown_s: 64_800, unknown_percent: 75 });
  });
});

describe('bad input is refused with what to do', () => {
  test.each([
    ['/v1/sessions?stationid=A', 'unknown-parameter', 'Known are: from, to, zone'],
    ['/v1/stations?from=2026-01-01', 'unknown-parameter', 'There is no parameter "from" here'],
    ['/v1/energy?zone=Europe/Gothenburg', 'bad-zone', 'Name one as Europe/Stockholm'],
    ['/v1/energy?from=2026-03-02&to=2026-03-01', 'bad-range', 'Give an earlier from'],
    ['/v1/energy?from=2024-01-01&window=15m', 'window-too-fine', 'or for longer windows'],
    ['/v1/energy?window=5m', 'bad-parameter', 'must be one of 15m, 1h, 1d, 1mo, all'],
    ['/v1/energy?groupBy=vendor', 'bad-parameter', 'station_id, port (which includes'],
    ['/v1/sessions?cursor=abc', 'bad-cursor', 'without a cursor for the first page'],
    ['/v1/sessions?limit=10001', 'bad-parameter', 'must be <= 10000'],
    ['/v1/sessions?limit=0', 'bad-parameter', 'must be >= 1'],
    ['/v1/sessions?port=', 'bad-parameter', 'must be integer'],
    ['/v1/sessions?min_energy_wh=1e3', 'bad-parameter', 'three decimals at most'],
    ['/v1/sessions?from=a&from=b', 'bad-parameter', 'must be string'],
    ['/v1/sessions?from=noon', 'bad-parameter', '"noon" is no instant'],
    ['/v1/sessions?format=xml', 'bad-parameter', 'must be one of json, ndjson, csv'],
  ])('%s', async (url, type, advice) => {
    const answer = await app.inject(url);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ type: `urn:laddbok:problem:${type}`, status: 400 });
    expect(answer.json<{ detail: string }>().detail).toContain(advice);
  });

  const longText = (_: string, count: string): string => 'x'.repeat(Number(count.replace(',', '')));

  test('all that is wrong is told at once, by parameter', async () => {
    const answer = await app.inject('/v1/sessions?state=gone&port=x&colour=red');
    const { errors } = answer.json<{ errors: { parameter: string }[] }>();
    expect(errors.map(({ parameter }) => parameter).sort()).toEqual(['colour', 'port', 'state']);
  });

  test.each([
    ['GET', '/v2/sessions', 404],
    ['POST', '/v1/sessions', 405],
    ['DELETE', '/v1/sessions/s1', 405],
    ['GET', '/v1/sessions/%E0%A4%A', 400],
    ['GET', '/v1/sessions/<2,000 letters>', 414],
    ['GET', '/v1/sessions/<300 letters>', 400],
  ] as const)('%s %s is answered %i as a problem', async (method, url, status) => {
    const answer = await app.inject({ method, url: url.replace(/<(.+) letters>/, longText) });
    expect(answer.body.length).toBeLessThan(1_000);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ status });
  });
});

describe('faults of our own', () => {
  const failing = (query: () => never, logger: Logger = silent) =>
    buildServer(options({ logger, store: { ...store, query: async () => query() } }));

  test('a store that is away is 503, and says when to come back', async () => {
    const server = await failing(() => {
      throw new AppError('STORE_UNAVAILABLE', { where: 'http://10.0.0.7:8123', reason: 'refused' });
    });
    const answer = await server.inject('/v1/sessions');
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).not.toContain('10.0.0.7');
    await server.close();
  });

  test('a zone that the store has not heard of yet is the question’s fault, not ours', async () => {
    const reason = 'Code: 36. DB::Exception: Cannot load time zone America/Coyhaique.';
    const server = await failing(() => {
      throw new AppError('QUERY_FAILED', { reason });
    });
    const answer = await server.inject('/v1/energy?zone=America/Coyhaique');
    expect(answer.json()).toMatchObject({ type: 'urn:laddbok:problem:bad-zone', status: 400 });
    await server.close();
  });

  test('anything else is 500 without a word of our insides, and is logged', async () => {
    const logged: unknown[] = [];
    const logger: Logger = { ...silent, error: (message, fields) => logged.push(message, fields) };
    const server = await failing(() => {
      throw new AppError('QUERY_FAILED', { reason: 'Missing columns: secret' });
    }, logger);
    const answer = await server.inject('/v1/sessions');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(JSON.stringify(logged)).toContain('Missing columns: secret');
    await server.close();
  });

  test('a stream that cannot begin is told by its status, as any other answer', async () => {
    const server = await buildServer(
      options({
        store: {
          ...store,
          stream: async () => {
            throw new AppError('STORE_UNAVAILABLE', { where: 'here', reason: 'gone' });
          },
        },
      }),
    );
    expect((await server.inject('/v1/sessions?format=csv')).statusCode).toBe(503);
    await server.close();
  });
});

describe('operations', () => {
  test('health tells that the process lives, and metrics are those of Prometheus', async () => {
    expect((await app.inject('/health')).json()).toEqual({ status: 'ok' });
    const metrics = await app.inject('/metrics');
    expect(metrics.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(metrics.body).toContain('laddbok_up 1');
  });

  test('readiness is 503 while a check fails, also where it fails by throwing', async () => {
    expect((await app.inject('/ready')).statusCode).toBe(200);
    const checks = [{ name: 'log', ok: false, detail: 'The disk is full.' }];
    const full = await buildServer(options({ readiness: async () => ({ ready: false, checks }) }));
    const answer = await full.inject('/ready');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ ready: false, checks });
    await full.close();
    const broken = await buildServer(
      options({
        readiness: async () => {
          throw new Error('no log');
        },
      }),
    );
    expect((await broken.inject('/ready')).statusCode).toBe(503);
    await broken.close();
  });
});

describe('a server that listens', () => {
  const listening = (over: Partial<ApiOptions> = {}) =>
    startApi({ ...options(over), host: '127.0.0.1', port: 0 });

  test('answers over a socket, and says which port is taken', async () => {
    const api = await listening();
    const answer = await fetch(`http://127.0.0.1:${api.port}/v1/stations?format=ndjson`);
    expect((await answer.text()).split('\n')).toHaveLength(4);
    const second = startApi({ ...options(), host: '127.0.0.1', port: api.port });
    await expect(second).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    await api.close();
  });

  test('streams a great answer as it is read, and stops asking when the reader leaves', async () => {
    const values = ['A', '1.6', '', 'x'.repeat(1_000), '', '', true];
    const instant = '2026-01-01 00:00:00.000';
    const line = new TextEncoder().encode(
      `${JSON.stringify([...values, instant, instant, null])}\n`,
    );
    let given = 0;
    let ended: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (; given < 1_000_000; given++) yield line;
      } finally {
        ended();
      }
    };
    const api = await listening({ store: { ...store, stream: async () => stream() } });
    const abort = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${api.port}/v1/stations?format=csv`, {
      signal: abort.signal,
    });
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toMatch(/^station_id,protocol/);
    abort.abort();
    await done;
    // A gigabyte was on offer; what fits into the buffers of a socket was taken.
    expect(given).toBeLessThan(50_000);
    await api.close();
  });

  test('breaks the connection where the store fails midway, so that no half passes for whole', async () => {
    const nothing = [null, null, null];
    const row = JSON.stringify(['A', ...nothing, ...nothing, ...nothing]);
    const whole = new TextEncoder().encode(`${row}\n`);
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 10; i++) yield whole;
      throw new AppError('STORE_UNAVAILABLE', { where: 'here', reason: 'gone' });
    };
    const api = await listening({ store: { ...store, stream: async () => stream() } });
    const url = `http://127.0.0.1:${api.port}/v1/stations?format=ndjson`;
    const reading = fetch(url).then((answer) => answer.text());
    await expect(reading).rejects.toThrow('terminated');
    await api.close();
  });
});
