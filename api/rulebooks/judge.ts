// From the sums of ports to what a rulebook says of a port, or of many ports together.

import { day_ms } from '../../lib/time.ts';
import { figureOf, settled, total, type Figure, type Sums } from './figure.ts';
import type { Rulebook } from './rulebook.ts';
import { isOwnWindow, type Window } from './windows.ts';

/** The time of one port in a window, its yearly budget not spent yet. */
export interface PortTime {
  readonly sums: Sums;
  /** The port was not there for the whole window. */
  readonly partial: boolean;
}

export interface PortFigure extends Figure, PortTime {}

/** Budgets by the year that a window has: one up to two years, for a leap year is no year more. */
const yearsOf = ({ from, to }: Window): number =>
  Math.max(1, Math.floor((to - from) / (365 * day_ms)));

/** A rulebook, and what it has to know of a window: worked out once for all ports. */
export interface Standard {
  readonly rulebook: Rulebook;
  readonly years: number;
  /** Whether it is a window that the rulebook judges. */
  readonly own: boolean;
}

export const standardOf = (rulebook: Rulebook, window: Window): Standard => ({
  rulebook,
  years: yearsOf(window),
  own: isOwnWindow(rulebook, window),
});

/**
 * Uptime of a port. The constant of the rule is the denominator in the rule's own window alone; in
 * any other window, and for a port that is younger than the window, the time that was measured is.
 */
export const ofPort = ({ rulebook, years, own }: Standard, time: PortTime): PortFigure => {
  const { partial } = time;
  const sums = settled(rulebook, time.sums, years);
  const figure = figureOf(rulebook, sums, !partial && own);
  // A year's average cannot be met or missed by a port that has not been there for a year.
  const judged = !partial || rulebook.threshold?.scope !== 'port';
  return {
    value: figure.value,
    lowest: figure.lowest,
    highest: figure.highest,
    share_unknown: figure.share_unknown,
    verdict: judged ? figure.verdict : 'insufficient_data',
    sums,
    partial,
  };
};

export interface GroupFigure extends Figure {
  readonly sums: Sums;
  readonly ports: number;
  /** Mean of the ports' values, each weighing the same; null where none has a value. */
  readonly mean: number | null;
  /** Ports by their own verdict; null where the rule does not judge ports, or not this window. */
  readonly verdicts: Readonly<Record<'met' | 'missed' | 'insufficient_data', number>> | null;
}

/** Values are kept to a millionth of a percent; whole millionths add up exactly. */
const millionths = 1_000_000;

const meanOf = (figures: readonly Figure[]): number | null => {
  const values = figures.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return null;
  const sum = values.reduce((all, value) => all + Math.round(value * millionths), 0);
  return Math.floor(sum / values.length) / millionths;
};

/**
 * Uptime of ports together: their time pooled, so that a port that joined late weighs less; and the
 * mean of their values beside it. It is judged where the rule judges the network, in its own
 * window.
 */
export const ofGroup = (
  rulebook: Rulebook,
  times: readonly PortTime[],
  window: Window,
): GroupFigure => {
  const standard = standardOf(rulebook, window);
  const { own } = standard;
  const each = times.map((time) => ofPort(standard, time));
  const sums = total(each.map((one) => one.sums));
  const figure = figureOf(rulebook, sums, false);
  const judges = (scope: 'port' | 'network') => own && rulebook.threshold?.scope === scope;
  const count = (verdict: string) => each.filter((one) => one.verdict === verdict).length;
  return {
    ...figure,
    verdict: judges('network') ? figure.verdict : 'not_judged',
    sums,
    ports: times.length,
    mean: meanOf(each),
    verdicts: judges('port')
      ? {
          met: count('met'),
          missed: count('missed'),
          insufficient_data: count('insufficient_data'),
        }
      : null,
  };
};
