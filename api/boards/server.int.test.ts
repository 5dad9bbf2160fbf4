// The preview as a browser asks it: pages, files, panels, and what it refuses.

import { describe, expect, test } from 'vitest';
import { allExports } from '../exports/exports.ts';
import { apiOptions, now, withApi } from '../../test/api-rows.ts';
import { buildServer } from '../server.ts';

const api = withApi();
const day_ms = 86_400_000;
const range = { from: String(now - day_ms), to: String(now) };

const get = async (url: string, query: Readonly<Record<string, string | string[]>> = {}) =>
  api.app().inject({ url, query: query as Record<string, string> });

interface Listed {
  readonly uid: string;
  readonly panels: readonly { readonly id: number; readonly title?: string; asks: boolean }[];
}

const uids = async (): Promise<readonly string[]> => {
  const page = (await get('/boards')).body;
  return [...page.matchAll(/href="\/boards\/([\w-]+)"/g)].map(([, uid]) => uid ?? '');
};

const boardNamed = async (uid: string): Promise<Listed> =>
  (await get(`/boards/${uid}/board`)).json<Listed>();

describe('the list', () => {
  test('names every board, and the first page leads to each, to exports and to the documentation', async () => {
    expect(await uids()).toContain('laddbok-overview');
    const first = (await get('/')).body;
    for (const there of ['/boards', '/docs', '/v1/exports'])
      expect(first).toContain(`href="${there}"`);
    for (const uid of await uids()) expect(first).toContain(`href="/boards/${uid}"`);
    for (const { name } of allExports) expect(first).toContain(`<code>${name}</code>`);
  });
});

describe('every panel of every board', () => {
  test('answers for the whole fleet and for a choice of stations, and says no SQL', async () => {
    // Its statements are the longest; `boards.int.test.ts` asks them.
    const quick = (await uids()).filter((uid) => uid !== 'laddbok-compliance');
    for (const uid of quick) {
      const { panels } = await boardNamed(uid);
      expect(JSON.stringify(panels)).not.toContain('SELECT');
      for (const { id, asks, title } of panels) {
        if (!asks) continue;
        for (const choice of [{}, { 'var-station': 'A' }]) {
          const answer = await get(`/boards/${uid}/panels/${id}/data`, { ...range, ...choice });
          expect([uid, title, answer.statusCode, answer.body]).toMatchObject([uid, title, 200, {}]);
        }
      }
    }
  });
});

describe('a panel that takes too long', () => {
  test('says so, and what to do about it', async () => {
    const store = api.store();
    const hurried = await buildServer(
      apiOptions({ ...store, query: (asked) => store.query(asked, { timeout_ms: 1 }) }),
    );
    const { panels } = await boardNamed('laddbok-compliance');
    const slow = panels.find(({ title }) => title === 'Regimes side by side');
    const url = `/boards/laddbok-compliance/panels/${slow?.id}/data`;
    const answer = await hurried.inject({ url, query: range });
    await hurried.close();
    expect(answer.json()).toMatchObject({
      status: 504,
      type: 'urn:laddbok:problem:took-too-long',
      detail: expect.stringContaining('Ask for a shorter range'),
    });
  });
});
