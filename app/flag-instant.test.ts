// An instant that was typed as a flag: a date or an instant with its offset, never a guess.

import { expect, test } from 'vitest';
import { instantOfFlag } from './flag-instant.ts';

const march = Date.UTC(2026, 2, 1);

test.each([
  ['2026-03-01', march],
  ['2026-03-01T00:00:00Z', march],
  ['2026-03-01T01:00:00+01:00', march],
  ['2026-02-28 16:00-08:00', march],
])('"%s" is taken, a date as its midnight in UTC', (text, at) => {
  expect(instantOfFlag('until', text)).toBe(at);
});

test('a date begins in the zone of a command that takes one, an instant is what it says', () => {
  const zone = 'America/Los_Angeles';
  expect(instantOfFlag('from', '2026-07-01', zone)).toBe(Date.UTC(2026, 6, 1, 7));
  expect(instantOfFlag('from', '2026-01-01', zone)).toBe(Date.UTC(2026, 0, 1, 8));
  expect(instantOfFlag('from', '2026-07-01T00:00:00Z', zone)).toBe(Date.UTC(2026, 6, 1));
});

test.each([
  ['', 'Say --until: write a date'],
  ['tomorrow', '--until "tomorrow" is no instant: write a date'],
  ['2026-02-30', '--until "2026-02-30" is no instant'],
  ['2026-03-01T00:00:00', 'names no offset, and which zone is meant decides what is in it'],
])('"%s" is refused with a sentence that says what to write', (text, sentence) => {
  expect(() => instantOfFlag('until', text)).toThrow(sentence);
  expect(() => instantOfFlag('until', text)).toThrow('2026-03-01T00:00:00+01:00');
});
