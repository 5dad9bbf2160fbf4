// Sessions asked for by their properties, and page by page while others come in.

import { describe, expect, test } from 'vitest';
import { sessions } from '../processors/sessions/table.ts';
import type { Row } from '../schemas/table.ts';
import {
  aSession,
  apiOptions,
  column,
  hostile,
  now,
  withApi,
  type Listing,
} from '../test/api-rows.ts';
import { buildServer } from './server.ts';

const at = Date.parse;
const api = withApi();

describe('sessions', () => {
  test('that began in the last 24 hours are listed whole, and say as of when', async () => {
    const answer = await api.ask('/v1/sessions');
    expect(column(answer, 'session_id')).toEqual(['s1', 's2', 's5']);
    expect(answer).toMatchObject({
      next: null,
      as_of: '2026-03-15T11:59:59.000Z',
      complete: true,
    });
    expect(answer.data[0]).toEqual({
      opened_at: '2026-03-15T08:00:00.250Z',
      station_id: 'A',
      session_id: 's1',
      kind: 'transaction',
      port: 1,
      connector_id: 1,
      transaction_id: '42',
      state: 'ended',
      started_at: '2026-03-15T08:00:00.000Z',
      ended_at: '2026-03-15T09:00:00.000Z',
      estimated: false,
      offline: false,
      energy_wh: 12_345.678,
      register_start_wh: 1_000_000,
      register_end_wh: 1_012_345.678,
      readings: 4,
      first_energy_at: '2026-03-15T08:15:00.000Z',
      duration_s: 3_600,
      charging_s: 3_000,
      suspended_ev_s: 500,
      suspended_evse_s: 0,
      idle_s: 100,
      unknown_s: 0,
      power_w_max: 11_000,
      power_w_average: 14_814.813,
      soc_percent_start: null,
      soc_percent_end: null,
      id_token: 'p:1',
      id_token_normal: 'P1',
      token_type: '',
      auth_method: 'unknown',
      auth_verdict: 'Accepted',
      start_trigger: 'authorized',
      stop_reason: 'EVDisconnected',
      outcome: 'success',
      failure: '',
      model: 'M1',
      firmware_version: '1.2',
      start_evidence: 'StartTransaction',
      end_evidence: 'StopTransaction',
      seq_gaps: 0,
      seq_repeats: 0,
      first_event_id: 'c/1',
      last_event_id: 'c/9',
      changed_at: '2026-03-15T12:00:00.000Z',
    });
  });

  test.each([
    ['state=open', ['s2']],
    ['outcome=success', ['s1', 's5']],
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
    expect(column(await api.ask(`/v1/sessions?${query}`), 'session_id')).toEqual(expected);
  });

  test('one is found by its id, and one that is not there is 404 with advice', async () => {
    const answer = (await api.app().inject('/v1/sessions/s4')).json();
    expect(answer).toMatchObject({ data: { session_id: 's4', energy_wh: 12_345.678 } });
    expect(Object.keys(answer)).toEqual(['data', 'as_of', 'complete']);
    for (const id of ['nothing', 's3', encodeURIComponent(hostile)]) {
      const missing = await api.app().inject(`/v1/sessions/${id}`);
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
      const answer = await api.ask(`/v1/sessions?${query}${cursor}`);
      seen.push(...column(answer, 'session_id'));
      if (answer.next === null) return seen;
      cursor = `&cursor=${answer.next}`;
      await meanwhile(page);
    }
    throw new Error('There is no end of pages.');
  };

  test('neither skip nor repeat a session while others come in, however many are alike', async () => {
    await api.store().add(sessions, many(0, 250, 0));
    const expected = many(0, 250, 0).map((row) => row['session_id']);
    const seen = await walk('tenant=many&limit=17', async (page) => {
      // The oldest page must not shift, and the newest are to be found at the end.
      if (page === 2) await api.store().add(sessions, many(1000, 1004, 5));
    });
    expect(seen).toEqual([...expected, 's1000', 's1001', 's1002', 's1003']);
    const backwards = await walk('tenant=many&limit=100&order=desc', async (page) => {
      if (page === 0) await api.store().add(sessions, many(2000, 2004, 9));
    });
    expect(backwards).toEqual([...expected, 's1000', 's1001', 's1002', 's1003'].reverse());
  });

  test('keep the range of the first page, although now moves on', async () => {
    let clock = now;
    const moving = await buildServer(apiOptions(api.store(), { now: () => clock }));
    const first = (await moving.inject('/v1/sessions?tenant=many&limit=200')).json<Listing>();
    clock += 86_400_000;
    const next = `/v1/sessions?tenant=many&limit=200&cursor=${first.next ?? ''}`;
    expect((await moving.inject(next)).json<Listing>().data.length).toBeGreaterThan(50);
    await moving.close();
  });

  test('come as CSV too, and name the next in the header Link', async () => {
    const answer = await api.app().inject('/v1/sessions?tenant=many&limit=2&format=csv');
    expect(answer.body.split('\r\n')).toHaveLength(4);
    const link = /^<(.+)>; rel="next"$/.exec(String(answer.headers['link']))?.[1] ?? '';
    const next = await api.app().inject(link);
    expect(next.body).toContain('s0002');
    expect(next.body).not.toContain('s0001');
  });

  test.each([
    ['another filter', 'tenant=many&state=open&limit=1'],
    ['another tenant', 'limit=1'],
  ])('cannot be continued with %s', async (_, query) => {
    const { next } = await api.ask('/v1/sessions?tenant=many&limit=1');
    const answer = await api.app().inject(`/v1/sessions?${query}&cursor=${next ?? ''}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ type: 'urn:laddbok:problem:bad-cursor', status: 400 });
  });
});
