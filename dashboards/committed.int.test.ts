// The JSON that is checked in is what the boards say today.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alertText, boardFiles } from './board-files.ts';

test('dashboards/json is what `npm run gen` writes', async () => {
  const folder = join(import.meta.dirname, 'json');
  const written = readdirSync(folder).map(
    (name) => [name, readFileSync(join(folder, name), 'utf8')] as const,
  );
  const wanted = await boardFiles(join(import.meta.dirname, 'boards'));
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(wanted));
});

test('the alerts that Grafana is given are what `npm run gen` writes', async () => {
  const path = join(import.meta.dirname, 'provisioning', 'alerting', 'laddbok.yml');
  expect(readFileSync(path, 'utf8')).toBe(await alertText());
});
