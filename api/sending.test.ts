// Which coding an answer goes out in, and when whoever asks has it already.

import { expect, test } from 'vitest';
import { codingOf, isKnown } from './sending.ts';

test('an answer is compressed by the coding that is wanted most, and by none that is refused', () => {
  expect(codingOf(undefined)).toBe(null);
  expect(codingOf('')).toBe(null);
  expect(codingOf('gzip')).toBe('gzip');
  expect(codingOf('gzip, deflate, br')).toBe('br');
  expect(codingOf('gzip;q=1.0, br;q=0.5')).toBe('gzip');
  expect(codingOf('*')).toBe('br');
  expect(codingOf('br;q=0, *')).toBe('gzip');
  expect(codingOf('identity, gzip;q=0, br;q=0')).toBe(null);
});

test('an answer is known by its tag, whatever other tags are named beside it', () => {
  expect(isKnown('"a"', undefined)).toBe(false);
  expect(isKnown('"a"', '"b", "a"')).toBe(true);
  expect(isKnown('"a"', 'W/"a"')).toBe(true);
  expect(isKnown('"a"', '*')).toBe(true);
  expect(isKnown('"a"', '"a-br"')).toBe(false);
});
