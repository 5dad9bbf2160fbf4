// How a station departs from the specification: one value a file, applied to what it sends.

import type { Call } from './dialects/call.ts';
import type { Life } from './quirk-life.ts';
import type { Truth } from './truth.ts';

/**
 * A departure seen in the field. The truth is kept beside it, so that a test can say what the
 * pipeline ought to make of it. To add one, write `quirks/<name>.ts` and enter it in `quirks.ts`.
 */
export interface Quirk {
  readonly name: string;
  /** Its number in the catalogue of field quirks, as `Q5`. */
  readonly number: `Q${number}`;
  /** What is seen, and on which stations. */
  readonly about: string;
  /** The call that is sent instead. */
  readonly call?: (call: Call) => Call;
  /** The text that is sent instead, when the call is framed. */
  readonly frame?: (text: string) => string;
  /**
   * The recorded life that is lived instead: calls dropped, repeated, delayed, put in another
   * order, and what the gateway answers. Live stations have no such quirks.
   */
  readonly life?: (life: Life) => Life;
  /**
   * What a perfect observer knows, where the quirk changes what there is to know. It is given the
   * life as it would be without quirks.
   */
  readonly truth?: (truth: Truth, honest: Life) => Truth;
  /** How far instants may be off by the nature of the quirk, milliseconds. */
  readonly blur_ms?: number;
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

export const quirkedLife = (quirks: readonly Quirk[], life: Life): Life => {
  let lived = life;
  for (const quirk of quirks) lived = quirk.life?.(lived) ?? lived;
  return lived;
};

/** What is true of a station with quirks. */
export const quirkedTruth = (quirks: readonly Quirk[], truth: Truth, honest: Life): Truth => {
  let known = truth;
  for (const quirk of quirks) known = quirk.truth?.(known, honest) ?? known;
  return known;
};
