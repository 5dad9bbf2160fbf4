// Merging is sorting, and keeps the order of streams at equal instants.

import { array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { merge } from './merge.ts';

test('merged streams are in order of time, the earlier stream first where times are equal', () => {
  const streams = array(array(integer({ min: 0, max: 30 })), { maxLength: 12 });
  assert(
    property(streams, (unsorted) => {
      const timed = unsorted.map((times, stream) =>
        times.toSorted((a, b) => a - b).map((at, place) => ({ at, stream, place })),
      );
      expect([...merge(timed)]).toEqual(timed.flat().toSorted((a, b) => a.at - b.at));
    }),
    { seed: 7, numRuns: 300 },
  );
});
