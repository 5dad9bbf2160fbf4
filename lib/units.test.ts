// Exact arithmetic on decimal text.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalText, mulDivFloor, thousandths } from './units.ts';

test.each([
  ['12.345', 12_345],
  ['0', 0],
  ['-0', 0],
  ['-3.5', -3_500],
  ['1e3', 1_000_000],
  ['1.5E-2', 15],
  ['12.3455', 12_346],
  ['12.3465', 12_346],
  ['12.34650001', 12_347],
  ['9007199254740.991', 9_007_199_254_740_991],
])('"%s" is %d thousandths', (text, expected) => {
  expect(thousandths(text)).toBe(expected);
});

test.each([
  '',
  'NaN',
  '12,5',
  '1 2',
  '0x10',
  '5 kWh',
  '.5',
  '5.',
  '--1',
  '9007199254740.992',
  '1e30',
])('"%s" is no decimal that can be held exactly', (text) => {
  expect(thousandths(text)).toBeNull();
});

test('kilowatt-hours become milliwatt-hours without a float in between', () => {
  expect(thousandths('12272.427', 3)).toBe(12_272_427_000);
  expect(thousandths('0.1', 3)).toBe(100_000);
});

test('decimal text and thousandths are each other’s inverse', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      expect(thousandths(decimalText(value))).toBe(value);
    }),
  );
});

test('a share is rounded down, exactly, beyond what a double holds', () => {
  expect(mulDivFloor(10, 1, 3)).toBe(3);
  expect(mulDivFloor(9_007_199_254_740_991, 899_999, 900_000)).toBe(9_007_189_246_741_819);
});
