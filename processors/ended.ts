// Sessions that ended, held for what comes late: which of them are let go first.

/** Ended sessions held per station, by interpretation and by each room that late facts change. */
export const endedSessions_max = 8;
/** The newest are held however they ended: readings and repeats come shortly after a stop. */
const newest_max = 3;

/**
 * Beyond the limit the oldest is let go whose end was told; one whose end was inferred waits longer
 * for its stop.
 */
export const heldEnded = <T>(
  ended: readonly T[],
  isInferred: (one: T) => boolean,
): readonly T[] => {
  if (ended.length <= endedSessions_max) return ended;
  const old = ended.slice(0, -newest_max);
  const told = old.findIndex((one) => !isInferred(one));
  return ended.toSpliced(Math.max(0, told), 1);
};

/** The ends that a message told, which no inference overrules. */
const toldEnds: ReadonlySet<string> = new Set(['StopTransaction', 'TransactionEvent']);

/** Whether the evidence for an end is a message about the end itself. */
export const isToldEnd = (evidence: string): boolean => toldEnds.has(evidence);
