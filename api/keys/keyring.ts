// The keys that the guard knows, and how often they may ask.

import type { GuardOptions } from './guard.ts';
import { paceOf } from './pace.ts';

export type Keyring = Omit<GuardOptions, 'logger' | 'now'>;

const unbounded = paceOf({ perMinute: 0, clock: () => 0, held_max: 1 });

/** No key is known: the machine itself asks, and nobody else. */
export const noKeys: Keyring = {
  openToLocal: true,
  find: () => undefined,
  pace: unbounded,
  failures: unbounded,
};
