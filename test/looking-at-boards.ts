// Boards in a real Chromium: what a page says of its panels, what axe finds, a picture of it all.

import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';

const candidates = [
  process.env['LADDBOK_TEST_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = candidates.find((path) => path !== '' && existsSync(path));

const shots =
  process.env['LADDBOK_TEST_SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'laddbok-shots-'));

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** What is seen of a board. */
export interface Seen {
  readonly uid: string;
  readonly failed: readonly string[];
  readonly empty: readonly string[];
  /** Errors of the page, and whatever it asked of others than its server. */
  readonly spoken: readonly string[];
  readonly axe: readonly string[];
  /** Pixels by which the page is wider than the window. */
  readonly beyond_px: number;
}

const sayNotRun = (): void => {
  console.error(
    'The boards were NOT looked at in a browser: no Chromium was found. Install the Debian package ' +
      'chromium, or name one in LADDBOK_TEST_CHROMIUM.',
  );
  expect(process.env['CI']).toBeUndefined();
};

/** A browser for as long as the work lasts; where there is none, that is said aloud. */
export const withBrowser = async (work: (browser: Browser) => Promise<void>): Promise<void> => {
  if (executablePath === undefined) return sayNotRun();
  mkdirSync(shots, { recursive: true });
  const browser = await chromium.launch({ executablePath });
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
};

export const loaded = (page: Page): Promise<unknown> =>
  page.waitForSelector('body[data-state="loaded"]', { timeout: 90_000 });

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

const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Opens a board, waits for all of its panels, and keeps a picture under a name. */
export const lookAt = async (page: Page, url: string, as: string): Promise<Seen> => {
  const { origin, pathname } = new URL(url);
  const uid = pathname.replace(/^\/boards\//, '');
  const spoken: string[] = [];
  page.on('console', (said) => {
    if (said.type() === 'error') spoken.push(said.text());
  });
  page.on('pageerror', (error) => spoken.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:'))
      spoken.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  await loaded(page);
  await page.screenshot({ path: join(shots, `${uid}-${as}.png`), fullPage: true });
  const seen = {
    uid,
    failed: await titlesIn(page, 'failed'),
    empty: await titlesIn(page, 'empty'),
    spoken,
    axe: await axeOn(page),
    beyond_px: Number(await page.evaluate(beyond)),
  };
  page.removeAllListeners();
  return seen;
};
