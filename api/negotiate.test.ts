// Who asks for a form of answer gets it, and who asks for none of ours is told so.

import { expect, test } from 'vitest';
import { formatOfAccept } from './negotiate.ts';

test.each([
  [undefined, 'json'],
  ['', 'json'],
  ['*/*', 'json'],
  ['application/json', 'json'],
  ['text/csv', 'csv'],
  ['TEXT/CSV; header=present', 'csv'],
  ['application/x-ndjson', 'ndjson'],
  ['application/json;q=0.5, text/csv', 'csv'],
  ['text/csv;q=0, */*;q=0.1', 'json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
  ['application/pdf', null],
  // Names that every object has.
  ['__proto__', null],
  ['constructor, text/csv;q=0.1', 'csv'],
])('Accept: %s is answered in %s', (accept, format) => {
  expect(formatOfAccept(accept)).toBe(format);
});
