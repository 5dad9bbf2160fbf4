// Stations are sent away one after another, within a bounded time.

import { expect, test } from 'vitest';
import { leftAfter } from './farewell.ts';

const rules = { farewellStep_ms: 2, farewell_ms: 8_000 };

test('a few stations leave at once, many over seconds, and no number takes longer than allowed', () => {
  expect(leftAfter(1, 0, rules)).toBe(1);
  expect(leftAfter(0, 0, rules)).toBe(0);
  expect(leftAfter(1_000, 0, rules)).toBe(1);
  expect(leftAfter(1_000, 1_000, rules)).toBe(501);
  expect(leftAfter(1_000, 2_000, rules)).toBe(1_000);
  expect(leftAfter(50_000, 4_000, rules)).toBe(25_001);
  expect(leftAfter(50_000, 8_000, rules)).toBe(50_000);
  expect(leftAfter(500, 0, { farewellStep_ms: 0, farewell_ms: 0 })).toBe(500);
});
