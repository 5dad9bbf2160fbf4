// The boards in a real browser on a small fleet: every one opens, says no error, can be used.

import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { hour_ms, day_ms, floorTo } from '../../lib/time.ts';
import { silent } from '../../lib/logger.ts';
import { importInto, project, record, withPipeline } from '../../test/pipeline.ts';
import { startApi } from '../server.ts';

const candidates = [
  process.env['LADDBOK_TEST_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = candidates.find((path) => path !== '' && existsSync(path));
const shots =
  process.env['LADDBOK_TEST_SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'laddbok-shots-'));

/** Panels that have nothing to show on a fleet that is not commanded and has no faults now. */
const mayBeEmpty: Readonly<Record<string, readonly string[]>> = {
  // Nobody keeps a ledger of this fleet: nothing is billed, excluded or filed.
  'laddbok-billing': [
    'Revenue by currency',
    'Net before tax by day',
    'Revenue by site and tariff',
    'Credits and corrections',
    'Billing periods',
  ],
  // Four days of this month: rules judge months that are over, of which nothing is known.
  'laddbok-compliance': ['Exclusions', 'Filed periods', 'Regimes side by side', 'Sites', 'Ports'],
  // In the last days of six stations everything may succeed.
  'laddbok-success': ['Why attempts failed', 'Sessions that were no success'],
  // Sites are where the ledger says.
  'laddbok-overview': ['Sites'],
  // The fleet of a few days installs nothing and is told nothing.
  'laddbok-firmware': [
    'Updates by result',
    'Updates that failed',
    'Commands by state',
    'Answer to a command',
    'Commands',
  ],
  // Whether something is broken at this moment depends on the hour.
  'laddbok-faults': ['Open faults and warnings'],
  // It sends nothing doubtful, and its sessions end; not every car tells its state of charge.
  'laddbok-pipeline': ['Doubts', 'Doubts by code', 'Sessions that do not end'],
  'laddbok-session': ['Doubts', 'State of charge'],
  'laddbok-station': ['Faults', 'Commands', 'Doubts'],
};

interface Seen {
  readonly uid: string;
  readonly failed: readonly string[];
  readonly empty: readonly string[];
  readonly spoken: readonly string[];
  readonly axe: readonly string[];
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

const titlesIn = (page: Page, state: string): Promise<readonly string[]> =>
  page.locator(`section[data-state="${state}"]`).evaluateAll((sections) =>
    sections.map((one) => {
      const { textContent } = one.querySelector('h3') ?? { textContent: '' };
      const note = one.querySelector('.note')?.textContent ?? '';
      return note === '' ? textContent : `${textContent}: ${note}`;
    }),
  );

const axeOn = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResult> } };
    interface AxeResult {
      violations: { id: string; impact: string; nodes: { html: string }[] }[];
    }
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
};

const loaded = (page: Page): Promise<unknown> =>
  page.waitForSelector('body[data-state="loaded"]', { timeout: 90_000 });

const lookAt = async (page: Page, base: string, path: string): Promise<Seen> => {
  const uid = path.replace(/^\/boards\/([\w-]+).*$/, '$1');
  const spoken: string[] = [];
  page.on('console', (said) => {
    if (said.type() === 'error') spoken.push(said.text());
  });
  page.on('pageerror', (error) => spoken.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:'))
      spoken.push(`asked ${request.url()}`);
  });
  await page.goto(base + path);
  await loaded(page);
  await page.screenshot({
    path: join(shots, `${uid}-${page.viewportSize()?.width ?? 0}.png`),
    fullPage: true,
  });
  const seen = {
    uid,
    failed: await titlesIn(page, 'failed'),
    empty: (await titlesIn(page, 'empty')).filter(
      (title) => !(mayBeEmpty[uid] ?? []).includes(title),
    ),
    spoken,
    axe: await axeOn(page),
  };
  page.removeAllListeners();
  return seen;
};

/** When the processor stood still; null while it follows. */
let stoppedAt: number | null = null;

const withBoards = (work: (base: string, browser: Browser) => Promise<void>): Promise<void> =>
  withPipeline(async (pipeline) => {
    const to = floorTo(Date.now(), hour_ms);
    const order = { seed: 'boards', stations: 6, from: to - 4 * day_ms, to };
    await importInto(pipeline, record(order).lines);
    await project(pipeline);
    const api = await startApi({
      store: pipeline.store,
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
    const browser = await chromium.launch({ executablePath: executablePath ?? '' });
    try {
      await work(`http://127.0.0.1:${api.port}`, browser);
    } finally {
      await browser.close();
      await api.close();
    }
  });

const boardsOf = async (base: string): Promise<readonly string[]> => {
  const page = await (await fetch(`${base}/boards`)).text();
  return [...page.matchAll(/href="\/boards\/([\w-]+)"/g)].map(([, uid]) => uid ?? '');
};

const hrefOf = async (page: Page, title: string): Promise<string> =>
  (await page.locator(`a[title="${title}"]`).first().getAttribute('href')) ?? '';

const addressesOf = async (page: Page, base: string): Promise<readonly string[]> => {
  await page.goto(`${base}/boards/laddbok-curves?from=now-7d&to=now`);
  await loaded(page);
  const session = await hrefOf(page, 'Open the session');
  const station = session
    .replace('laddbok-session', 'laddbok-station')
    .replace(/from=.*$/, 'from=now-7d&to=now');
  const led = new Set(['laddbok-session', 'laddbok-station']);
  const rest = (await boardsOf(base)).filter((uid) => !led.has(uid));
  return [...rest.map((uid) => `/boards/${uid}?from=now-7d&to=now`), session, station];
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

const usableOnPhone = async (page: Page, base: string): Promise<void> => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark' });
  const seen = await lookAt(page, base, '/boards/laddbok-overview?from=now-7d&to=now');
  expect(seen).toMatchObject({ failed: [], axe: [] });
  const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(wide)).toBeLessThanOrEqual(0);
};

const turnsRed = async (page: Page): Promise<void> => {
  stoppedAt = Date.now() - 40_000;
  await page.waitForSelector('#freshness[data-state="stale"][role="alert"]', { timeout: 20_000 });
};

const sayNotRun = (): void => {
  console.error(
    'The boards were NOT looked at in a browser: no Chromium was found. Install the Debian package ' +
      'chromium, or name one in LADDBOK_TEST_CHROMIUM.',
  );
  expect(process.env['CI']).toBeUndefined();
};

const lookAtAll = async (page: Page, base: string): Promise<void> => {
  for (const path of await addressesOf(page, base)) {
    const { uid, ...seen } = await lookAt(page, base, path);
    expect.soft([uid, seen]).toEqual([uid, { failed: [], empty: [], spoken: [], axe: [] }]);
  }
};

test('boards open, are readable, usable by keyboard and phone, and turn red when data stand still', async () => {
  if (executablePath === undefined) return sayNotRun();
  mkdirSync(shots, { recursive: true });
  await withBoards(async (base, browser) => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await usableByKeyboard(page, base);
    await lookAtAll(page, base);
    await usableOnPhone(page, base);
    await turnsRed(page);
    expect(await page.locator('#freshness').textContent()).toContain('STALE');
  });
}, 400_000);
