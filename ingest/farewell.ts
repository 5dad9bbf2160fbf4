// Connections closed one after another, so that their stations do not all return at once.

import { setTimeout as pause } from 'node:timers/promises';

export interface FarewellRules {
  readonly farewellStep_ms: number;
  readonly farewell_ms: number;
}

/** Pauses shorter than this are no use: as many as are due leave together. */
const tick_ms = 10;

/** How many of `all` have left once some time has passed. */
export const leftAfter = (all: number, passed_ms: number, rules: FarewellRules): number => {
  const step_ms = Math.min(rules.farewellStep_ms, rules.farewell_ms / Math.max(1, all));
  return step_ms <= 0 ? all : Math.min(all, 1 + Math.floor(passed_ms / step_ms));
};

/** Resolves when everybody was sent away. */
export const sendAwayInTurn = async <T>(
  everybody: Iterable<T>,
  away: (one: T) => void,
  rules: FarewellRules,
): Promise<void> => {
  const all = [...everybody];
  const from = performance.now();
  for (let left = 0; left < all.length;) {
    const due = leftAfter(all.length, performance.now() - from, rules);
    for (const one of all.slice(left, due)) away(one);
    left = due;
    if (left < all.length) await pause(tick_ms);
  }
};
