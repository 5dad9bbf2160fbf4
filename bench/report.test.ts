// What the table of a bench says.

import { expect, test } from 'vitest';
import { reaches, reportOf } from './report.ts';

test('ours, the floor, their ratio, and whether the target is reached', () => {
  const text = reportOf('gateway', [
    {
      name: 'throughput',
      unit: 'frames/s',
      ours: 24_000,
      floor: 40_000,
      target: { atLeast: 20_000, ratioAtLeast: 0.5 },
    },
    { name: 'p99', unit: 'ms', ours: 31.25, floor: null, target: { atMost: 25 } },
  ]);
  expect(text).toBe(`gateway
              ours   floor  ratio  unit      target
throughput  24,000  40,000    0.6  frames/s  >= 20,000, >= 0.5 x floor  reached
p99           31.3       -      -  ms        <= 25                      MISSED
`);
});

test('a ratio that is too low misses, however high the figure', () => {
  const target = { atLeast: 10, ratioAtLeast: 0.5 };
  expect(reaches({ name: 'n', unit: 'u', ours: 20, floor: 100, target })).toBe(false);
  expect(reaches({ name: 'n', unit: 'u', ours: 20, floor: 100 })).toBeNull();
});
