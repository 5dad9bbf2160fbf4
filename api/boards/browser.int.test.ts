// The boards in a real browser on the fleet of the demo: each opens, says no error, can be used.

import type { Browser, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { silent } from '../../lib/logger.ts';
import { inFolder, startCommand } from '../../test/command.ts';
import { loaded, lookAt, withBrowser } from '../../test/looking-at-boards.ts';
import { inTemporaryFolder, withPipeline } from '../../test/pipeline.ts';
import { startApi } from '../server.ts';

const demo_ms = 300_000;
const looking_ms = 600_000;

/** Panels that have nothing to show on a fleet that is well, and why. */
const mayBeEmpty: Readonly<Record<string, readonly string[]>> = {
  // Every session of the demo ends, and every station of it was heard of within the hour.
  'laddbok-pipeline': [
    'Sessions that do not end',
    'Silent stations',
    // Simulated stations are right about the time, and their registers never fall.
    'Doubts',
    'Doubts by code',
  ],
  // As above; and a car that charges AC tells no state of charge.
  'laddbok-session': ['Doubts', 'State of charge'],
  // What is broken at one station at this moment, or was within a week, is chance.
  'laddbok-station': ['Faults', 'Commands', 'Doubts'],
};

/** The demo as people start it, once everything of it is in the tables; its first page. */
const withDemo = (work: (base: string) => Promise<void>): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    const settings = inFolder(folder, { LADDBOK_LOG_LEVEL: 'warn' });
    const demo = startCommand(['demo', '--data', folder], settings);
    try {
      await demo.heard(/^Stations +ws/);
      const said = demo.out.map((line) => /^First page +(http\S+)\/$/.exec(line)?.[1]);
      await work(said.find((one) => one !== undefined) ?? '');
    } finally {
      demo.process.kill('SIGTERM');
      await demo.ended;
    }
  });

const boardsOf = async (base: string): Promise<readonly string[]> => {
  const page = await (await fetch(`${base}/boards`)).text();
  return [...page.matchAll(/href="\/boards\/([\w-]+)"/g)].map(([, uid]) => uid ?? '');
};

const hrefOf = async (page: Page, title: string): Promise<string> =>
  (await page.locator(`a[title="${title}"]`).first().getAttribute('href')) ?? '';

/** Every board with the range that it opens with; station and session as a row leads to them. */
const addressesOf = async (page: Page, base: string): Promise<readonly string[]> => {
  await page.goto(`${base}/boards/laddbok-curves`);
  await loaded(page);
  const session = await hrefOf(page, 'Open the session');
  const station = session
    .replace('laddbok-session', 'laddbok-station')
    .replace(/from=.*$/, 'from=now-7d&to=now');
  const led = new Set(['laddbok-session', 'laddbok-station']);
  const rest = (await boardsOf(base)).filter((uid) => !led.has(uid));
  return [...rest.map((uid) => `/boards/${uid}`), session, station];
};

const usableByKeyboard = async (page: Page, base: string): Promise<void> => {
  await page.goto(`${base}/boards/laddbok-demand?from=now-7d&to=now`);
  await loaded(page);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the panels');
  const pictured = page.locator('section[data-id]', { has: page.locator('.chart') }).first();
  const id = await pictured.getAttribute('data-id');
  const chart = page.locator(`section[data-id="${id}"]`);
  await chart.getByRole('button', { name: 'Table' }).focus();
  await page.keyboard.press('Enter');
  await chart.locator('table tbody tr').first().waitFor();
  await chart.getByRole('button', { name: /^About/ }).focus();
  expect(await chart.locator('[role=tooltip]').isVisible()).toBe(true);
  await page.locator('#controls select[name=range]').selectOption('now-2d');
  await page.waitForURL(/from=now-2d/);
};

const boards_least = 11;
const looks = [
  { as: 'light', width: 1400, colorScheme: 'light' },
  { as: 'phone-dark', width: 390, colorScheme: 'dark' },
] as const;

/** Looks at every board in every look; how many times it looked. */
const lookAtAll = async (browser: Browser, base: string): Promise<number> => {
  const first = await browser.newPage();
  const addresses = await addressesOf(first, base);
  await usableByKeyboard(first, base);
  for (const { as, width, colorScheme } of looks) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    for (const path of addresses) {
      const { uid, ...seen } = await lookAt(page, base + path, as);
      const empty = seen.empty.filter((title) => !(mayBeEmpty[uid] ?? []).includes(title));
      expect
        .soft([uid, as, { ...seen, empty }])
        .toEqual([uid, as, { failed: [], empty: [], spoken: [], axe: [], beyond_px: 0 }]);
    }
  }
  return looks.length * addresses.length;
};

test(
  'every board of the demo is full, readable in light and dark, usable by keyboard and on a phone',
  async () => {
    let looked = 0;
    await withBrowser((browser) =>
      withDemo(async (base) => {
        looked = await lookAtAll(browser, base);
      }),
    );
    // Where there is no browser that was said aloud, and CI has failed of it.
    expect([0, looks.length * boards_least]).toContain(
      Math.min(looked, looks.length * boards_least),
    );
  },
  demo_ms + looking_ms,
);

test('the head of a board turns red while it is open when the data stand still', () =>
  withBrowser((browser) =>
    withPipeline(async ({ store }) => {
      let stoppedAt: number | null = null;
      const api = await startApi({
        store,
        logger: silent,
        defaultTenant: 'default',
        host: '127.0.0.1',
        port: 0,
        watermark: async () => ({
          as_of: new Date(stoppedAt ?? Date.now()).toISOString(),
          complete: stoppedAt === null,
          lag_events: stoppedAt === null ? 0 : 12,
        }),
        metrics: async () => '',
        readiness: async () => ({ ready: true, checks: [] }),
      });
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${api.port}/boards/laddbok-overview`);
      await page.waitForSelector('#freshness[data-state="fresh"]');
      stoppedAt = Date.now() - 40_000;
      await page.waitForSelector('#freshness[data-state="stale"][role="alert"]');
      expect(await page.locator('#freshness').textContent()).toContain('STALE');
      await page.close();
      await api.close();
    }),
  ));
