// The counts of a gateway that has just started.

import type { Counters } from './connection.ts';

export const newCounters = (): Counters => ({
  frames: 0,
  malformed: 0,
  answers: 0,
  calls: 0,
  accepted: 0,
  refused: 0,
  replaced: 0,
  shadowed: 0,
  slowed: 0,
  flooded: 0,
});
