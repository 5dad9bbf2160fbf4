// The JSON that is checked in is what the boards say today, and a new board is one file.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alertText, boardFiles } from './board-files.ts';

const here = import.meta.dirname;

test('dashboards/json is what `npm run gen` writes', async () => {
  const folder = join(here, 'json');
  const written = readdirSync(folder).map(
    (name) => [name, readFileSync(join(folder, name), 'utf8')] as const,
  );
  const wanted = await boardFiles(join(here, 'boards'));
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(wanted));
});

test('the alerts that Grafana is given are what `npm run gen` writes', async () => {
  const path = join(here, 'provisioning', 'alerting', 'laddbok.yml');
  expect(readFileSync(path, 'utf8')).toBe(await alertText());
});

/** The one file of the recipe, as it is typed; elsewhere it finds what it imports by whole paths. */
const recipe = (): string => {
  const text = readFileSync(join(here, '..', 'CONTRIBUTING.md'), 'utf8');
  const [, typed = ''] = /```ts\n(\/\/ Board: how often stations boot\.\n.*?)```/s.exec(text) ?? [];
  return typed.replaceAll("'../", `'${join(here)}/`);
};

test('the board of CONTRIBUTING.md, one file beside the others, is a board like them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-boards-'));
  try {
    writeFileSync(join(folder, 'boots.ts'), recipe());
    const [[name, text] = ['', '{}'], ...more] = await boardFiles(folder);
    expect([name, more]).toEqual(['boots.json', []]);
    const { uid, panels } = JSON.parse(text) as { uid: string; panels: { title: string }[] };
    expect(uid).toBe('laddbok-boots');
    expect(panels.map(({ title }) => title)).toEqual([
      'Data',
      'Age of the newest data',
      'Completeness of the log',
      'Frames that could not be used',
      'Doubts about these data',
      'Course',
      'Boots',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('nothing beside a board names it, but what leads to it', () => {
  const named = readdirSync(join(here, 'boards')).map((name) => name.replace('.ts', ''));
  const others = readdirSync(here).filter((name) => /^[\w-]+\.ts$/.test(name));
  const naming = others.flatMap((name) => {
    const text = readFileSync(join(here, name), 'utf8');
    const found = named.filter((board) =>
      new RegExp(`laddbok-${board}|uidOf\\('${board}`).test(text),
    );
    return found.map((board) => `${name}: ${board}`);
  });
  // From a row to its station and its session, and from an alert to where its cause is seen.
  expect(naming).toEqual([
    'alerts.ts: compliance',
    'alerts.ts: pipeline',
    'links.ts: session',
    'links.ts: station',
  ]);
});
