// Timestamps as stations write them.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floorTo, minute_ms, readInstant } from './time.ts';

const noon = Date.UTC(2026, 0, 31, 12, 0, 0);

test.each([
  ['2026-01-31T12:00:00Z', noon],
  ['2026-01-31T12:00:00.000Z', noon],
  ['2026-01-31T13:00:00+01:00', noon],
  ['2026-01-31T13:00:00+0100', noon],
  ['2026-01-31T06:30:00-05:30', noon],
  ['2026-01-31 12:00:00Z', noon],
  ['2026-01-31T12:00Z', noon],
  ['2026-01-31T12:00:00.123456789Z', noon + 123],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
])('%s is an instant', (text, at) => {
  expect(readInstant(text)).toEqual({ at, zoned: true });
});

test.each(['2026-01-31T12:00:00.1:3Z', '2026-01-31T12:0x:00Z', '2026-01-31T12:00:00,000Z'])(
  'what only looks like the plain form is read with the same care: %s',
  (text) => {
    expect(readInstant(text)).toEqual(text.includes(',') ? { at: noon, zoned: true } : null);
  },
);

test('the plain form is read as the engine reads it', () => {
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }),
      (date) => {
        expect(readInstant(date.toISOString())).toEqual({ at: date.getTime(), zoned: true });
      },
    ),
  );
});

test('without a zone UTC is assumed, and it is said that it was', () => {
  expect(readInstant('2026-01-31T12:00:00')).toEqual({ at: noon, zoned: false });
});

test.each([
  '',
  'yesterday',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-31',
  '1769860800',
])('"%s" is no instant', (text) => {
  expect(readInstant(text)).toBeNull();
});

test('spans are counted from 1970, also before it', () => {
  expect(floorTo(noon + 5, minute_ms)).toBe(noon);
  expect(floorTo(-1, minute_ms)).toBe(-minute_ms);
});
