// Ids of transactions: as text, without loss, and those that stand for none.

import { field, textOf } from '../json.ts';

/**
 * Words for "no id": absent, -1 (OCPP 1.6 errata 3.18), 0, and the largest 64-bit integer, which
 * some stations send before they know better.
 */
const unset: ReadonlySet<string> = new Set(['', '-1', '0', '9223372036854775807']);

export const isUnset = (transactionId: string): boolean => unset.has(transactionId);

/**
 * The member `transactionId` of a 1.6 payload as text. A number beyond 2^53 has lost its last
 * digits in JSON.parse, so then the digits are read from the frame.
 */
export const transactionIdOf = (payload: unknown, frame: string): string => {
  const value = field(payload, 'transactionId');
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return textOf(value);
  const digits = /"transactionId"\s*:\s*(-?\d+)\s*[,}]/.exec(frame)?.[1];
  return digits ?? textOf(value);
};
