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
const shots = process.env['LADDBOK_TEST_SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'laddbok-shots-'));

/** Panels that may have nothing to show on a fleet of a few days, and why. */
const mayBeEmpty: Readonly<Record<string, string>> = {};

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
  page
    .locator(`section[data-state="${state}"]`)
    .evaluateAll((sections) =>
      sections.map((one) => {
        const { textContent } = one.querySelector('h3') ?? { textContent: '' };
        return `${textContent}: ${one.querySelector('.note')?.textContent ?? ''}`;
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
  page.waitForSelector('body[data-state="loaded"]', { timeout: 30_000 });

const lookAt = async (browser: Browser, base: string, uid: string): Promise<Seen> => {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const spoken: string[] = [];
  page.on('console', (said) => {
    if (said.type() === 'error') spoken.push(said.text());
  });
  page.on('pageerror', (error) => spoken.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:'))
      spoken.push(`asked ${request.url()}`);
  });
  await page.goto(`${base}/boards/${uid}`);
  await loaded(page);
  await page.screenshot({ path: join(shots, `${uid}.png`), fullPage: true });
  const seen = {
    uid,
    failed: await titlesIn(page, 'failed'),
    empty: (await titlesIn(page, 'empty')).filter((title) => mayBeEmpty[title] === undefined),
    spoken,
    axe: await axeOn(page),
  };
  await page.close();
  return seen;
};

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
        as_of: new Date().toISOString(),
        complete: true,
        lag_events: 0,
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

test('every board opens in a browser, with every panel drawn and readable', async () => {
  mkdirSync(shots, { recursive: true });
  await withBoards(async (base, browser) => {
    for (const uid of await boardsOf(base)) {
      const seen = await lookAt(browser, base, uid);
      console.log(JSON.stringify(seen, null, 1));
      expect.soft(seen).toEqual({ uid, failed: [], empty: [], spoken: [], axe: [] });
    }
  });
}, 170_000);
