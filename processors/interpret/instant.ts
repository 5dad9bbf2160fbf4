// An instant of a payload that nothing depends on when it cannot be read.

import { readInstant } from '../../lib/time.ts';

/** Milliseconds UTC; null where it was not said, or is none. */
export const instantOf = (value: unknown): number | null =>
  typeof value === 'string' ? (readInstant(value)?.at ?? null) : null;
