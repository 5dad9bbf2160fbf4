// Exports over the API: listed with their columns, made whole, and refused with what to do.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { withApi } from '../../test/api-rows.ts';
import { allExports } from './exports.ts';

const api = withApi();

const range = 'from=2026-03-01&to=2026-04-01';

describe('exports over the API', () => {
  test('are listed with what they are for, their files and the rules of their columns', async () => {
    const { data } = (await api.app().inject('/v1/exports')).json<{
      data: { name: string; source: string; files: { columns: { rule: string }[] }[] }[];
    }>();
    expect(data.map(({ name }) => name)).toEqual(allExports.map(({ name }) => name));
    const evChart = data.find(({ name }) => name === 'ev-chart');
    expect(evChart?.source).toContain('680.112');
    expect(evChart?.files[1]?.columns[4]?.rule).toBe(
      'at most 36 characters; empty where nothing is to be reported',
    );
  });

  test('send a file with its rows and its SHA-256', async () => {
    const answer = await api.app().inject(`/v1/exports/sessions/sessions?${range}`);
    expect(answer.statusCode).toBe(200);
    const sha256 = createHash('sha256').update(answer.rawPayload).digest('hex');
    const lines = answer.body.trimEnd().split('\r\n');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="sessions.csv"',
      'laddbok-sha256': sha256,
      'laddbok-parts': '1',
    });
    expect(Number(answer.headers['laddbok-rows'])).toBeGreaterThan(0);
    expect(answer.headers['laddbok-rows']).toBe(
      String((await api.ask(`/v1/sessions?${range}&limit=1000`)).data.length),
    );
    expect(lines[0]).toMatch(/^opened_at,/);
  });

  test.each([
    ['/v1/exports/sessions/energy', range, 404, 'not-found'],
    ['/v1/exports/nothing/nothing', range, 404, 'not-found'],
    ['/v1/exports/sessions/sessions', 'from=2026-03-01', 400, 'bad-parameter'],
    ['/v1/exports/sessions/sessions', 'from=2026-03-01&to=2026-03-01', 400, 'bad-range'],
    ['/v1/exports/sessions/sessions', `${range}&format=xml`, 400, 'bad-parameter'],
    ['/v1/exports/ev-chart/m2-sessions', range, 400, 'export-unusable'],
    ['/v1/exports/ev-chart/m2-sessions', `${range}&format=xlsx`, 400, 'export-unusable'],
  ])('refuse %s with %s', async (path, query, status, type) => {
    const answer = await api.app().inject(`${path}?${query}`);
    expect([answer.statusCode, answer.json<{ type: string }>().type]).toEqual([
      status,
      `urn:laddbok:problem:${type}`,
    ]);
  });

  test('are made one at a time', async () => {
    const ask = () => api.app().inject(`/v1/exports/sessions/sessions?${range}`);
    const answers = await Promise.all([ask(), ask()]);
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 429]));
    expect((await ask()).statusCode).toBe(200);
  });
});
