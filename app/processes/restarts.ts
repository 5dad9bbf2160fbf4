// How long to wait before a process that ended is started again: longer each time, up to a bound.

export const restartRules = {
  first_ms: 250,
  most_ms: 30_000,
  /** One that lived so long starts anew as if it were the first time. */
  settled_ms: 60_000,
};

/** What is remembered of one place: ends in a row, each soon after the start. */
export interface Restarts {
  readonly inARow: number;
}

export const noRestarts: Restarts = { inARow: 0 };

/** After an end: what to remember, and how long to wait. `lived_ms` from start to end. */
export const afterEnd = (
  { inARow }: Restarts,
  lived_ms: number,
  rules = restartRules,
): { readonly restarts: Restarts; readonly wait_ms: number } => {
  const before = lived_ms >= rules.settled_ms ? 0 : inARow;
  const wait_ms = Math.min(rules.most_ms, rules.first_ms * 2 ** before);
  // No larger than needed for the bound, whatever goes on for how long.
  return { restarts: { inARow: Math.min(before + 1, 32) }, wait_ms };
};
