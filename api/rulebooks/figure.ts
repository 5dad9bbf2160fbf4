// The formula of a rulebook over sums of time: value, bounds and verdict. Whole milliseconds in.

import { minute_ms } from '../../lib/time.ts';
import { percentOf, reaches } from './percent.ts';
import type { Rulebook } from './rulebook.ts';

/** Milliseconds of a port by class; together they are the window. */
export interface Sums {
  readonly up: number;
  /** Outage that nothing excludes. */
  readonly down: number;
  /** Outage that a reason without a yearly budget excludes. */
  readonly excluded: number;
  /** Outage that only the reason with a yearly budget covers; what is over it counts as down. */
  readonly budgeted: number;
  readonly ineligible: number;
  readonly unknown: number;
  /** Before the port was commissioned, after it was taken down, outside of measured hours. */
  readonly unmeasured: number;
}

export const nothing: Sums = {
  up: 0,
  down: 0,
  excluded: 0,
  budgeted: 0,
  ineligible: 0,
  unknown: 0,
  unmeasured: 0,
};

/** `not_judged`: the regime sets no bar, or judges another window or another scope. */
export type Verdict = 'met' | 'missed' | 'insufficient_data' | 'not_judged';

export interface Figure {
  /** Percent, with unknown time left out; null where nothing is known. */
  readonly value: number | null;
  /**
   * Percent if all unknown time had been down, and if all of it had been up; null: nothing to
   * measure.
   */
  readonly lowest: number | null;
  readonly highest: number | null;
  /** Percent of the time to be measured of which nothing is known. */
  readonly share_unknown: number;
  readonly verdict: Verdict;
}

/** The sums after the yearly budget was spent: what it covers is excluded, the rest is down. */
export const settled = (rulebook: Rulebook, sums: Sums, years = 1): Sums => {
  const budget = Object.values(rulebook.grants).find((grant) => grant.year_ms !== undefined);
  const covered = Math.min(sums.budgeted, (budget?.year_ms ?? 0) * years);
  return {
    up: sums.up,
    down: sums.down + sums.budgeted - covered,
    excluded: sums.excluded + covered,
    budgeted: 0,
    ineligible: sums.ineligible,
    unknown: sums.unknown,
    unmeasured: sums.unmeasured,
  };
};

export const total = (all: readonly Sums[]): Sums => {
  const sum = { ...nothing };
  for (const one of all) {
    sum.up += one.up;
    sum.down += one.down;
    sum.excluded += one.excluded;
    sum.budgeted += one.budgeted;
    sum.ineligible += one.ineligible;
    sum.unknown += one.unknown;
    sum.unmeasured += one.unmeasured;
  }
  return sum;
};

interface Fraction {
  readonly part: bigint;
  readonly whole: bigint;
}

interface Fractions {
  readonly value: Fraction;
  readonly lowest: Fraction;
  readonly highest: Fraction;
}

interface Times {
  readonly good: bigint;
  readonly bad: bigint;
  readonly unknown: bigint;
}

/**
 * Over the time that was measured: unknown time leaves the value, and is down or up in the
 * bounds.
 */
const ofMeasured = ({ good, bad, unknown }: Times): Fractions => {
  const whole = good + bad + unknown;
  return {
    value: { part: good, whole: good + bad },
    lowest: { part: good, whole },
    highest: { part: good + unknown, whole },
  };
};

/**
 * Over the constant minutes of the rule: outage of what is known stands for the unknown time too,
 * so that the value is `1 - bad * measured / (known * constant)`.
 */
const ofConstant = ({ good, bad, unknown }: Times, constant: bigint): Fractions => {
  const known = good + bad;
  return {
    value: { part: known * constant - bad * (known + unknown), whole: known * constant },
    lowest: { part: constant - bad - unknown, whole: constant },
    highest: { part: constant - bad, whole: constant },
  };
};

const percentIn = ({ part, whole }: Fraction): number | null =>
  whole === 0n ? null : percentOf(part, whole);

const verdictOf = ({ threshold }: Rulebook, { lowest, highest }: Fractions): Verdict => {
  if (threshold === null) return 'not_judged';
  if (reaches(lowest.part, lowest.whole, threshold)) return 'met';
  return reaches(highest.part, highest.whole, threshold) ? 'insufficient_data' : 'missed';
};

/**
 * The figure of settled sums. `constant`: over the constant minutes of the rule, which is right for
 * one port that was there for the whole of the rule's own window. Where nothing is known there is
 * no value, whatever the bounds; a threshold is met or missed only where unknown time cannot
 * change it.
 */
export const figureOf = (rulebook: Rulebook, sums: Sums, constant: boolean): Figure => {
  const { formula } = rulebook;
  const literal = formula.ineligible === 'up';
  const times = {
    good: BigInt(sums.up + sums.excluded + (literal ? sums.ineligible : 0)),
    bad: BigInt(sums.down + sums.budgeted),
    unknown: BigInt(sums.unknown),
  };
  const { good, bad, unknown } = times;
  const known = good + bad;
  const whole = known + unknown;
  if (known === 0n) {
    const bounds = whole === 0n ? [null, null] : [0, 100];
    const [lowest = null, highest = null] = bounds;
    const share_unknown = whole === 0n ? 0 : 100;
    const verdict = rulebook.threshold === null ? 'not_judged' : 'insufficient_data';
    return { value: null, lowest, highest, share_unknown, verdict };
  }
  const fractions =
    constant && formula.minutes !== null
      ? ofConstant(times, BigInt(formula.minutes) * BigInt(minute_ms))
      : ofMeasured(times);
  return {
    value: percentIn(fractions.value),
    lowest: percentIn(fractions.lowest),
    highest: percentIn(fractions.highest),
    share_unknown: percentOf(unknown, whole),
    verdict: verdictOf(rulebook, fractions),
  };
};
