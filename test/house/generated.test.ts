// What is generated and checked in is what would be generated now.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { errorsPage } from '../../docs/errors-page.ts';
import { errorTable } from '../../lib/errors.ts';

const root = join(import.meta.dirname, '..', '..');

test('docs/errors.md is the table of lib/errors.ts (mend: npm run gen)', async () => {
  const page = await format(errorsPage(errorTable), { parser: 'markdown', printWidth: 100 });
  expect(readFileSync(join(root, 'docs', 'errors.md'), 'utf8')).toBe(page);
});
