// Ratios as percent: exact until the last step, and never rounded up over a threshold.

/** Parts of a percent that are kept: a millionth, about a third of a second in a year. */
const parts = 1_000_000n;

/** `part / whole` in percent, rounded down to a millionth; below zero is zero. */
export const percentOf = (part: bigint, whole: bigint): number =>
  part <= 0n ? 0 : Number((part * 100n * parts) / whole) / Number(parts);

/** Whether `part / whole` is at least, or more than, a percentage of at most three decimals. */
export const reaches = (
  part: bigint,
  whole: bigint,
  { percent, strict }: { readonly percent: number; readonly strict: boolean },
): boolean => {
  const [have, need] = [part * 100_000n, whole * BigInt(Math.round(percent * 1000))];
  return strict ? have > need : have >= need;
};
