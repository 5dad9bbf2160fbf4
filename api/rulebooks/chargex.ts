// ChargeX: the interim indicators of how charging succeeds, pooled and in the weighting of INL.

import { percentOf } from './percent.ts';

/** Ways in which an attempt begins, as the table `attempts` says them, and the equations of each. */
export const paths = {
  plug_in: { start: 1, session: 12, counts: 'Cable plugged in before anything else.' },
  authorize: { start: 3, session: 14, counts: 'Answers to Authorize before the session.' },
  remote: {
    start: 4,
    session: 15,
    counts: 'Answers to remote starts, those without a session too.',
  },
  cached: { start: 5, session: 16, counts: 'Sessions by a token that the station judged itself.' },
} as const;
export type Path = keyof typeof paths;

export const chargex = {
  id: 'chargex-2024',
  name: 'chargex',
  version: '2024-06',
  title: 'ChargeX customer-focused key performance indicators',
  effective_from: '2024-06-01',
  effective_to: null,
  source: 'Quinn et al., doi 10.2172/2377347; Savargaonkar et al., doi 10.2172/2513383',
  formula: 'sum of successes / sum of attempts, over the paths; INL weights by successes',
} as const;

/** Successes of attempts; the numerator never exceeds the denominator. */
export interface Counts {
  readonly successes: number;
  readonly attempts: number;
}

/** The honest ratio: all successes by all attempts, percent. Null where nobody tried. */
export const pooled = (counts: readonly Counts[]): number | null => {
  const attempts = counts.reduce((sum, one) => sum + one.attempts, 0);
  const successes = counts.reduce((sum, one) => sum + one.successes, 0);
  return attempts === 0 ? null : percentOf(BigInt(successes), BigInt(attempts));
};

/**
 * The mean of the paths' ratios, each weighted by its successes: sum(n²/d) / sum(n), percent. A path
 * without any success drops out, so this is too high; it is what the public calculator of INL
 * gives, and is published beside the pooled ratio for comparison alone. Null without a success.
 */
export const weightedBySuccesses = (counts: readonly Counts[]): number | null => {
  const tried = counts.filter(({ attempts }) => attempts > 0);
  const weight = tried.reduce((sum, { successes }) => sum + BigInt(successes), 0n);
  if (weight === 0n) return null;
  let [numerator, denominator] = [0n, 1n];
  for (const { successes, attempts } of tried) {
    const [n, d] = [BigInt(successes), BigInt(attempts)];
    numerator = numerator * d + n * n * denominator;
    denominator *= d;
  }
  return percentOf(numerator, denominator * weight);
};
