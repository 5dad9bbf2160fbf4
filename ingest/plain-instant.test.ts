// Whatever is taken for a plain instant is one, and means what the tolerant reader says.

import { expect, test } from 'vitest';
import { readInstant } from '../lib/time.ts';
import { isPlainInstant } from './plain-instant.ts';

const two = (value: number): string => String(value).padStart(2, '0');

test('every day of a common year is one, and no day that a month does not have', () => {
  for (let month = 0; month <= 13; month++) {
    for (let day = 0; day <= 32; day++) {
      const text = `2026-${two(month)}-${two(day)}T23:59:59.123Z`;
      expect([text, isPlainInstant(text)]).toEqual([text, readInstant(text) !== null]);
    }
  }
});

test('what is plain has the same instant for the engine as for the tolerant reader', () => {
  for (const text of [
    '2026-01-31T12:00:00Z',
    '2026-12-30T00:00:00.5Z',
    '1970-01-01T00:00:00.001Z',
  ]) {
    expect(isPlainInstant(text)).toBe(true);
    expect(Date.parse(text)).toBe(readInstant(text)?.at);
  }
});

test.each(['2028-02-29T12:00:00Z', '2026-01-31 12:00:00Z', '2026-01-31T12:00:00+00:00', 'now'])(
  '%s is left to the tolerant reader',
  (text) => {
    expect(isPlainInstant(text)).toBe(false);
  },
);
