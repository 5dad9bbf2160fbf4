// What an engine said went wrong → the fault that the operator is shown.

import { AppError, messageOf } from '../lib/errors.ts';

/** What is known of the call that failed. */
export interface FailedCall {
  /** The folder or address of the store. */
  readonly where: string;
  readonly timeout_ms?: number;
}

// ClickHouse's codes for "not now": files and disks, network, too many parts or queries, a
// read-only replica, memory taken by others, keeper and quorum, an insert of unknown outcome.
const passing = new Set([
  74, 75, 76, 173, 198, 202, 203, 209, 210, 225, 236, 241, 242, 243, 252, 279, 285, 286, 319, 999,
]);

const tooSlow = new Set([159, 160]);

/** Rows or bytes of the answer beyond its limit, and memory beyond that of one question. */
const tooLarge = (code: number, reason: string): boolean =>
  code === 396 || (code === 241 && reason.includes('Query memory limit'));

/** The ClickHouse error code in a message, where there is one. */
export const codeIn = (message: string): number | null => {
  const match = /\bCode: (\d+)/.exec(message);
  return match === null ? null : Number(match[1]);
};

const firstLine = (message: string): string => (message.split('\n', 1)[0] ?? '').slice(0, 1_000);

/** The fault for an error that a ClickHouse engine reported with a code. */
export const engineFault = (
  { code, reason }: { readonly code: number; readonly reason: string },
  call: FailedCall,
  cause: unknown,
): AppError => {
  if (tooLarge(code, reason)) return new AppError('QUERY_TOO_LARGE', { reason }, cause);
  if (passing.has(code))
    return new AppError('STORE_UNAVAILABLE', { where: call.where, reason }, cause);
  if (tooSlow.has(code))
    return new AppError('QUERY_TIMEOUT', { timeout_ms: call.timeout_ms ?? 0 }, cause);
  return new AppError('QUERY_FAILED', { reason, code }, cause);
};

/** The fault for whatever was thrown by a call to an engine; faults that are named pass through. */
export const faultOf = (thrown: unknown, call: FailedCall): Error => {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AssertionError') return thrown;
  const reason = firstLine(messageOf(thrown)) || 'it said nothing';
  const code = codeIn(reason);
  if (code !== null) return engineFault({ code, reason }, call, thrown);
  return new AppError('STORE_UNAVAILABLE', { where: call.where, reason }, thrown);
};
