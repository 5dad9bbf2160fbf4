// Stations are sent away one after another, in no order and no rhythm, within a bounded time.

import { expect, test } from 'vitest';
import { prng } from '../lib/prng.ts';
import { departuresOf, sendAwayInTurn } from './farewell.ts';

const rules = { farewellStep_ms: 2, farewell_ms: 8_000 };

const departures = (all: number, seed = 'farewell'): readonly number[] =>
  departuresOf(all, rules, drawn(seed));

const drawn = (seed: string) => {
  const random = prng(seed);
  return (): number => random.next();
};

test('a few stations leave at once, many over seconds, and no number takes longer than allowed', () => {
  const latest = (all: number): number => Math.max(0, ...departures(all));
  expect(departures(0)).toEqual([]);
  expect(latest(1)).toBeLessThan(2);
  expect(latest(1_000)).toBeGreaterThan(1_990);
  expect(latest(1_000)).toBeLessThan(2_000);
  expect(latest(50_000)).toBeGreaterThan(7_990);
  expect(latest(50_000)).toBeLessThan(8_000);
  const at_once = { farewellStep_ms: 0, farewell_ms: 0 };
  expect(new Set(departuresOf(500, at_once, drawn('')))).toEqual(new Set([0]));
});

test('they are spread over the whole window: as many in each part of it, at moments of their own', () => {
  const all = departures(40_000);
  const parts = Array.from({ length: 80 }, () => 0);
  for (const at of all) parts[Math.floor(at / 100)] = (parts[Math.floor(at / 100)] ?? 0) + 1;
  expect(Math.min(...parts)).toBeGreaterThanOrEqual(499);
  expect(Math.max(...parts)).toBeLessThanOrEqual(501);
  // Jitter: where in its step of 0.2 ms each leaves is uniform, so its mean and spread are known.
  const within = all.map((at, place) => at / 0.2 - place);
  const mean = within.reduce((sum, one) => sum + one, 0) / within.length;
  const spread = within.reduce((sum, one) => sum + (one - mean) ** 2, 0) / within.length;
  expect(mean).toBeCloseTo(1 / 2, 2);
  expect(spread).toBeCloseTo(1 / 12, 2);
  expect(departures(40_000)).toEqual(all);
  expect(departures(40_000, 'another')).not.toEqual(all);
});

test('everybody leaves once, and not in the order in which they came', async () => {
  const came = Array.from({ length: 100 }, (_, i) => i);
  const left: number[] = [];
  const entropy = drawn('order');
  const short = { farewellStep_ms: 0.1, farewell_ms: 10 };
  await sendAwayInTurn(came, (one) => void left.push(one), { rules: short, entropy });
  expect(left.toSorted((a, b) => a - b)).toEqual(came);
  expect(left).not.toEqual(came);
});
