// The fact that an event of a station is in the log, whatever could be read from it.

import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { Common } from './fact.ts';

/** Told once for every event that is not a repeat, before all that was read from it. */
export interface EventKept extends Common {
  readonly type: 'EventKept';
  readonly kind: OcppEvent['kind'];
  readonly direction: OcppEvent['direction'];
  readonly verdict: OcppEvent['verdict'];
  readonly action: string;
  readonly messageType: number;
  readonly connectionId: string;
  readonly seq: number;
  /** Whether `seq` counts the events of the connection without holes, as a gateway writes it. */
  readonly counted: boolean;
}

export type KeptFact = EventKept;
