// The SQL files that are checked in say what is created today.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reviewFiles } from './review.ts';

test('schemas/tables is what `npm run gen` writes', async () => {
  const folder = join(import.meta.dirname, '..', 'schemas', 'tables');
  const written = new Map(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  const wanted = await reviewFiles(join(import.meta.dirname, '..', 'processors'));
  expect(wanted.size).toBeGreaterThan(0);
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(wanted));
});
