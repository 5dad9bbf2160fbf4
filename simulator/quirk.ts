// How a station departs from the specification: one value a file, applied to what it sends.

import type { Call } from './dialects/call.ts';

/**
 * A departure seen in the field. The truth is kept beside it, so that a test can say what the
 * pipeline ought to make of it. To add one, write `quirks/<name>.ts` and name it in a profile.
 */
export interface Quirk {
  readonly name: string;
  /** What is seen, and on which stations. */
  readonly about: string;
  /** The call that is sent instead. */
  readonly call?: (call: Call) => Call;
  /** The text that is sent instead, when the call is framed. */
  readonly frame?: (text: string) => string;
}

export const quirkedCall = (quirks: readonly Quirk[], call: Call): Call => {
  let sent = call;
  for (const quirk of quirks) sent = quirk.call?.(sent) ?? sent;
  return sent;
};

export const quirkedFrame = (quirks: readonly Quirk[], text: string): string => {
  let sent = text;
  for (const quirk of quirks) sent = quirk.frame?.(sent) ?? sent;
  return sent;
};
