// Connections closed one after another, so that their stations do not all return at once.

import { setTimeout as pause } from 'node:timers/promises';

export interface FarewellRules {
  readonly farewellStep_ms: number;
  readonly farewell_ms: number;
}

/**
 * What stations are told by the close code: 1001 (RFC 6455 7.4.1), this endpoint goes away; 1012
 * (IANA's registry), the service restarts and the client may come back after a random delay.
 */
export type FarewellCode = 1001 | 1012;

export const farewellReasons: Readonly<Record<FarewellCode, string>> = {
  1001: 'the gateway stops',
  1012: 'the gateway restarts',
};

/** Pauses shorter than this are no use: as many as are due leave together. */
const tick_ms = 10;

/**
 * When each of so many leaves, in order: at a random moment of a step of its own, so that they are
 * spread evenly and still do not leave in time with anything. `entropy`: from 0 to 1.
 */
export const departuresOf = (
  all: number,
  { farewellStep_ms, farewell_ms }: FarewellRules,
  entropy: () => number,
): readonly number[] => {
  const step_ms = Math.min(farewellStep_ms, farewell_ms / Math.max(1, all));
  return Array.from({ length: all }, (_, place) => (place + entropy()) * step_ms);
};

/** Everybody once, in any order: those who came together need not leave together. */
const shuffled = <T>(everybody: Iterable<T>, entropy: () => number): readonly T[] =>
  [...everybody]
    .map((one) => ({ one, at: entropy() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);

/** Resolves when everybody was sent away. */
export const sendAwayInTurn = async <T>(
  everybody: Iterable<T>,
  away: (one: T) => void,
  { rules, entropy }: { readonly rules: FarewellRules; readonly entropy: () => number },
): Promise<void> => {
  const all = shuffled(everybody, entropy);
  const due_ms = departuresOf(all.length, rules, entropy);
  const from = performance.now();
  for (let left = 0; left < all.length;) {
    const passed_ms = performance.now() - from;
    for (; (due_ms[left] ?? Infinity) <= passed_ms; left++) away(all[left] as T);
    if (left < all.length) await pause(tick_ms);
  }
};
