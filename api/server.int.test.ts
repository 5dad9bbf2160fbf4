// The server as its users meet it: documentation, bad input, faults of our own, its end.

import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { AppError } from '../lib/errors.ts';
import { silent, type Logger } from '../lib/logger.ts';
import { apiOptions, withApi } from '../test/api-rows.ts';
import { findQuestions } from './find-questions.ts';
import { envelopeOf } from './route.ts';
import { buildServer, startApi, type ApiOptions } from './server.ts';

const api = withApi();

describe('every question', () => {
  test('answers its own example in the shape that the documentation states', async () => {
    const questions = await findQuestions();
    expect(questions.map(({ path }) => path)).toEqual([
      '/v1/attempts',
      '/v1/availability',
      '/v1/availability/summary',
      '/v1/battery-swaps',
      '/v1/billing/aggregates',
      '/v1/boots',
      '/v1/cdrs',
      '/v1/charge-curves',
      '/v1/charging-limits',
      '/v1/charging-needs',
      '/v1/commands',
      '/v1/completeness',
      '/v1/connections',
      '/v1/energy',
      '/v1/events-set-aside',
      '/v1/exclusions',
      '/v1/faults',
      '/v1/faults/summary',
      '/v1/firmware-updates',
      '/v1/firmware-versions',
      '/v1/kpis',
      '/v1/log-uploads',
      '/v1/meter-keys',
      '/v1/meter-values',
      '/v1/notices',
      '/v1/other-energy',
      '/v1/outages',
      '/v1/payments',
      '/v1/periods',
      '/v1/ports',
      '/v1/quality-flags',
      '/v1/quirk-evidence',
      '/v1/reservations',
      '/v1/rulebooks',
      '/v1/rulebooks/difference',
      '/v1/security-events',
      '/v1/session-signatures',
      '/v1/sessions',
      '/v1/sessions/:session_id',
      '/v1/settings',
      '/v1/signed-values',
      '/v1/sites',
      '/v1/station-quality',
      '/v1/stations',
      '/v1/tariff-assignments',
      '/v1/tariffs',
      '/v1/uptime',
      '/v1/uptime/explain',
    ]);
    for (const question of questions) {
      const { session_id = '', ...query } = question.example;
      const path = question.path.replace(':session_id', session_id === 'none' ? 's1' : session_id);
      const answer = await api.app().inject({ url: path, query });
      expect([question.name, answer.statusCode]).toEqual([question.name, 200]);
      const wrong = Value.Errors(envelopeOf(question), answer.json());
      expect([question.name, ...wrong]).toEqual([question.name]);
    }
  });

  test('is documented in OpenAPI with its parameters, and listed on the first page', async () => {
    const openapi = (await api.app().inject('/openapi.json')).json();
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
      'application/vnd.apache.parquet',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ]);
    const page = await api.app().inject('/');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const { path } of await findQuestions()) {
      expect(page.body).toContain(path);
      expect(openapi.paths).toHaveProperty([path.replace(':session_id', '{session_id}')]);
    }
    expect((await api.app().inject('/docs')).statusCode).toBe(200);
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
    ['/v1/sessions?format=xml', 'bad-parameter', 'must be one of json, ndjson, csv, parquet, xlsx'],
  ])('%s', async (url, type, advice) => {
    const answer = await api.app().inject(url);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ type: `urn:laddbok:problem:${type}`, status: 400 });
    expect(answer.json<{ detail: string }>().detail).toContain(advice);
  });

  const longText = (_: string, count: string): string => 'x'.repeat(Number(count.replace(',', '')));

  test('all that is wrong is told at once, by parameter', async () => {
    const answer = await api.app().inject('/v1/sessions?state=gone&port=x&colour=red');
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
    const answer = await api.app().inject({ method, url: url.replace(/<(.+) letters>/, longText) });
    expect(answer.body.length).toBeLessThan(1_000);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ status });
  });
});

describe('faults of our own', () => {
  const failing = (query: () => never, logger: Logger = silent) =>
    buildServer(
      apiOptions(api.store(), { logger, store: { ...api.store(), query: async () => query() } }),
    );

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

  test('a question that is too large is told what to ask instead', async () => {
    const server = await failing(() => {
      throw new AppError('QUERY_TOO_LARGE', { reason: 'Code: 241. Query memory limit exceeded' });
    });
    const answer = await server.inject('/v1/energy');
    expect(answer.json()).toMatchObject({
      type: 'urn:laddbok:problem:too-large',
      status: 422,
      detail: expect.stringContaining('Ask for a shorter range') as string,
    });
    expect(answer.body).not.toContain('241');
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
      apiOptions(api.store(), {
        store: {
          ...api.store(),
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
    expect((await api.app().inject('/health')).json()).toEqual({ status: 'ok' });
    const metrics = await api.app().inject('/metrics');
    expect(metrics.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(metrics.body).toContain('laddbok_up 1');
  });

  test('readiness is 503 while a check fails, also where it fails by throwing', async () => {
    expect((await api.app().inject('/ready')).statusCode).toBe(200);
    const checks = [{ name: 'log', ok: false, detail: 'The disk is full.' }];
    const full = await buildServer(
      apiOptions(api.store(), { readiness: async () => ({ ready: false, checks }) }),
    );
    const answer = await full.inject('/ready');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ ready: false, checks });
    await full.close();
    const broken = await buildServer(
      apiOptions(api.store(), {
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
    startApi({ ...apiOptions(api.store(), over), host: '127.0.0.1', port: 0 });

  test('answers over a socket, and says which port is taken', async () => {
    const server = await listening();
    const answer = await fetch(`http://127.0.0.1:${server.port}/v1/stations?format=ndjson`);
    expect((await answer.text()).split('\n')).toHaveLength(4);
    const second = startApi({ ...apiOptions(api.store()), host: '127.0.0.1', port: server.port });
    await expect(second).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    await server.close();
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
    const server = await listening({ store: { ...api.store(), stream: async () => stream() } });
    const abort = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${server.port}/v1/stations?format=csv`, {
      signal: abort.signal,
    });
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toMatch(/^station_id,protocol/);
    abort.abort();
    await done;
    // A gigabyte was on offer; what fits into the buffers of a socket was taken.
    expect(given).toBeLessThan(50_000);
    await server.close();
  });

  test('breaks the connection where the store fails midway, so that no half passes for whole', async () => {
    const nothing = [null, null, null];
    const row = JSON.stringify(['A', ...nothing, ...nothing, ...nothing]);
    const whole = new TextEncoder().encode(`${row}\n`);
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 10; i++) yield whole;
      throw new AppError('STORE_UNAVAILABLE', { where: 'here', reason: 'gone' });
    };
    const server = await listening({ store: { ...api.store(), stream: async () => stream() } });
    const url = `http://127.0.0.1:${server.port}/v1/stations?format=ndjson`;
    const reading = fetch(url).then((answer) => answer.text());
    await expect(reading).rejects.toThrow('terminated');
    await server.close();
  });
});
