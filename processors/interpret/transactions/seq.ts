// Which numbers of a series came: gaps are evidence of loss, repeats of a lost answer.

/** Numbers that came as stretches, both ends included, in order and apart. */
export interface SeqSeen {
  readonly stretches: readonly (readonly [from: number, to: number])[];
  /** Numbers missing between stretches that are no longer told apart. */
  readonly missing: number;
}

export const noSeq: SeqSeen = { stretches: [], missing: 0 };

/** Stretches told apart; beyond it the two oldest become one, and what lies between stays missing. */
export const stretchLimit = 8;

/** The series with one number more; null where that number came before. */
export const countSeq = (seen: SeqSeen, seqNo: number): SeqSeen | null => {
  const last = seen.stretches.at(-1);
  // Nearly always the next number comes.
  if (last !== undefined && seqNo === last[1] + 1) {
    const stretches = seen.stretches.slice(0, -1);
    stretches.push([last[0], seqNo]);
    return { stretches, missing: seen.missing };
  }
  if (seen.stretches.some(([from, to]) => from <= seqNo && seqNo <= to)) return null;
  const near = seen.stretches.filter(([from, to]) => from === seqNo + 1 || to === seqNo - 1);
  const apart = seen.stretches.filter((one) => !near.includes(one));
  const from = Math.min(seqNo, ...near.map((one) => one[0]));
  const to = Math.max(seqNo, ...near.map((one) => one[1]));
  return bounded(
    [...apart, [from, to] as const].sort((a, b) => a[0] - b[0]),
    seen.missing,
  );
};

const bounded = (stretches: SeqSeen['stretches'], missing: number): SeqSeen => {
  const [first, second, ...rest] = stretches;
  if (first === undefined || second === undefined || stretches.length <= stretchLimit) {
    return { stretches, missing };
  }
  const joined = [first[0], second[1]] as const;
  return { stretches: [joined, ...rest], missing: missing + second[0] - first[1] - 1 };
};

/** How many numbers between the first and the last never came. */
export const gapsOf = ({ stretches, missing }: SeqSeen): number => {
  let gaps = missing;
  for (let i = 1; i < stretches.length; i++) {
    const [, end] = stretches[i - 1] ?? [0, 0];
    const [start] = stretches[i] ?? [0, 0];
    gaps += start - end - 1;
  }
  return gaps;
};
