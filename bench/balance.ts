// How evenly a million ports spread over the partitions of a topic, and over the processors.

import { partitionOf } from '../lib/hash.ts';
import type { Bench, BenchOptions, Measure } from './report.ts';

const ports_total = 1_000_000;

/**
 * Ports of stations, as shares of the stations: wall boxes and posts of one or two, chargers of
 * two to four, and cabinets that speak for a whole site. A station is never split.
 */
const sizes: readonly (readonly [ports: number, share: number])[] = [
  [1, 0.4],
  [2, 0.45],
  [4, 0.13],
  [20, 0.019],
  [40, 0.001],
];

/** Ports of the station of a number: the shares, spread evenly over the numbers. */
const portsOf = (number: number): number => {
  // Multiples of the golden ratio, modulo 1, fill the unit interval without clustering.
  let left = (number * 0.618_033_988_749_895) % 1;
  for (const [ports, share] of sizes) {
    left -= share;
    if (left < 0) return ports;
  }
  return 1;
};

/** Ports by partition, for stations of several tenants with plain running numbers. */
export const portsByPartition = (partitions: number, ports = ports_total): readonly number[] => {
  const filled = Array.from({ length: partitions }, () => 0);
  let placed = 0;
  for (let number = 0; placed < ports; number++) {
    const key = `tenant-${number % 7}/CP-${String(number).padStart(6, '0')}`;
    const own = portsOf(number);
    const partition = partitionOf(key, partitions);
    filled[partition] = (filled[partition] ?? 0) + own;
    placed += own;
  }
  return filled;
};

/** Load of the busiest processor over the mean, partitions dealt out one after another. */
export const busiestOver = (byPartition: readonly number[], processors: number): number => {
  const loads = Array.from({ length: processors }, () => 0);
  byPartition.forEach((ports, partition) => {
    const processor = partition % processors;
    loads[processor] = (loads[processor] ?? 0) + ports;
  });
  const mean = loads.reduce((sum, load) => sum + load, 0) / processors;
  return Math.max(...loads) / mean;
};

const cases: readonly (readonly [partitions: number, processors: readonly number[]])[] = [
  [96, [12]],
  [192, [24]],
  [384, [24, 96]],
];

const run = async ({ onPart }: BenchOptions): Promise<readonly Measure[]> =>
  cases.flatMap(([partitions, processors]): readonly Measure[] => {
    onPart(`${partitions} partitions`);
    const ports = portsByPartition(partitions);
    const measure = (what: string, ours: number): Measure => ({
      name: `${partitions} partitions: busiest ${what} / mean`,
      unit: '',
      ours,
      floor: 1,
    });
    return [
      measure('partition', busiestOver(ports, partitions)),
      ...processors.map((count) => measure(`of ${count} processors`, busiestOver(ports, count))),
    ];
  });

export const balanceBench: Bench = {
  name: 'balance',
  about: `${ports_total} ports over the partitions of a topic: load of the busiest to the mean`,
  run,
};
