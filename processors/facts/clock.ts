// Facts of a station's clock, and of what people stated about its quirks.

import type { Common } from './fact.ts';

/** The clock of the station as live frames show it, told when the estimate moves. */
export interface ClockEstimated extends Common {
  readonly type: 'ClockEstimated';
  /** Station clock minus true time, milliseconds; positive where it is ahead. Median. */
  readonly offset_ms: number;
  /** Median distance of the samples from the median, milliseconds. */
  readonly spread_ms: number;
  readonly samples: number;
}

/** A quirk card holds from here on; null: the card was withdrawn. */
export interface CardChanged extends Common {
  readonly type: 'CardChanged';
  readonly card: {
    readonly id: string;
    readonly version: number;
    readonly json: string;
  } | null;
}

export type ClockFact = ClockEstimated | CardChanged;
