// Facts of what was doubtful in what a station sent.

import type { DoubtCode } from '../doubts.ts';
import type { OfPort } from './fact.ts';

/** Something in a frame was doubtful; what was done about it is in the meaning of the code. */
export interface Doubted extends OfPort {
  readonly type: 'Doubted';
  readonly code: DoubtCode;
  /** What was found, in a few words. */
  readonly detail: string;
  /** When the time began that it is about; absent where that is the moment of the frame alone. */
  readonly since?: number;
}

export type QualityFact = Doubted;
