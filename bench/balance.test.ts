// The spread of stations over partitions: nothing is lost, and none has much more than the others.

import { expect, test } from 'vitest';
import { busiestOver, portsByPartition } from './balance.ts';

test('every port lies in one partition', () => {
  const ports = portsByPartition(12, 10_000);
  const all = ports.reduce((sum, one) => sum + one, 0);
  expect(all).toBeGreaterThanOrEqual(10_000);
  expect(all).toBeLessThan(10_040);
});

test('the busiest processor of a hundred thousand ports has at most a fifth more than the mean', () => {
  const ports = portsByPartition(96, 100_000);
  expect(busiestOver(ports, 12)).toBeGreaterThanOrEqual(1);
  expect(busiestOver(ports, 12)).toBeLessThan(1.2);
});

test('one processor has everything, which is the mean', () => {
  expect(busiestOver([5, 1, 3], 1)).toBe(1);
  expect(busiestOver([6, 1, 2], 3)).toBe(2);
});
