// The seeded generator.

import { expect, test } from 'vitest';
import { stableId } from './hash.ts';
import { prng } from './prng.ts';

const first = (seed: string): readonly number[] => {
  const random = prng(seed);
  return [random.between(0, 999), random.between(0, 999), random.between(0, 999)];
};

test('the same seed gives the same numbers, another seed others', () => {
  expect(first('a')).toEqual(first('a'));
  expect(first('a')).not.toEqual(first('b'));
});

test('a stream does not depend on how far its parent has run', () => {
  const early = prng('a').stream('x').next();
  const parent = prng('a');
  parent.next();
  expect(parent.stream('x').next()).toBe(early);
});

test('numbers are spread evenly', () => {
  const random = prng('spread');
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 40_000; i++) {
    const drawn = random.between(0, 3);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(600);
});

test('a name for a text is 32 hex digits, and different texts have different names', () => {
  const names = new Set(Array.from({ length: 100_000 }, (_, i) => stableId(`default/CS-${i}`)));
  expect(names.size).toBe(100_000);
  expect(stableId('x')).toMatch(/^[0-9a-f]{32}$/);
});
