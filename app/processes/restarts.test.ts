// The pauses before a process of the gateway is started again.

import { expect, test } from 'vitest';
import { type Restarts, afterEnd, noRestarts } from './restarts.ts';

const waits = (lives_ms: readonly number[]): readonly number[] => {
  let restarts: Restarts = noRestarts;
  return lives_ms.map((lived_ms) => {
    const after = afterEnd(restarts, lived_ms);
    restarts = after.restarts;
    return after.wait_ms;
  });
};

test('one that ends again and again is waited for twice as long each time, up to 30 seconds', () => {
  expect(waits([10, 10, 10, 10])).toEqual([250, 500, 1_000, 2_000]);
  expect(waits(Array.from({ length: 60 }, () => 10)).at(-1)).toBe(30_000);
});

test('one that lived for a minute is started again at once, whatever was before', () => {
  expect(waits([10, 10, 10, 60_000, 10])).toEqual([250, 500, 1_000, 250, 500]);
});
