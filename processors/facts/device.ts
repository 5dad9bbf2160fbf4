// Facts of a station as a device: its settings, its boots as answered, what else it tells.

import type { Common, OfPort } from './fact.ts';

/** The value of a setting: a 1.6 configuration key, or an attribute of a 2.x variable. */
export interface VariableReported extends OfPort {
  readonly type: 'VariableReported';
  /** Empty in 1.6. */
  readonly component: string;
  /** Key or variable; with its instance behind a colon where there is one. */
  readonly variable: string;
  /** 2.x attribute type, a monitor, or `Actual`. */
  readonly attribute: string;
  /** Empty where it is secret. */
  readonly value: string;
  readonly readonly: boolean;
  /** Message that said it. */
  readonly message: string;
}

/** A message that says something which no other fact holds. */
export interface NoticeGiven extends OfPort {
  readonly type: 'NoticeGiven';
  readonly message: string;
  /** What it is about, as a transaction, a source of limits, a control. */
  readonly subject: string;
  /** What it says of that, in a few words. */
  readonly detail: string;
}

/** The answer to the last boot: whether the station may go on. */
export interface BootAnswered extends Common {
  readonly type: 'BootAnswered';
  /** Accepted, Pending or Rejected. */
  readonly status: string;
}

/** A connection is over; this is how many frames the station sent over it. */
export interface FramesCounted extends Common {
  readonly type: 'FramesCounted';
  readonly connectionId: string;
  readonly frames: number;
}

export type DeviceFact = VariableReported | NoticeGiven | BootAnswered | FramesCounted;
