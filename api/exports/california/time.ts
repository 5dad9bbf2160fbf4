// The time of a port under California's rule: stretches, the yearly budget spent as it comes.

import { california } from '../../rulebooks/california.ts';
import { stretchesOf, type PortHistory } from '../../rulebooks/evaluate.ts';
import type { Window } from '../../rulebooks/windows.ts';
import type { PortExclusion } from '../registry.ts';

export type Kind = 'up' | 'down' | 'excluded' | 'unknown' | 'unmeasured';

export interface Span extends Window {
  readonly kind: Kind;
}

const budget_ms = california.grants.scheduled_maintenance?.year_ms ?? 0;

const plain = (kind: string): Kind => {
  if (kind === 'up' || kind === 'ineligible') return 'up';
  return kind === 'down' || kind === 'excluded' || kind === 'unknown' ? kind : 'unmeasured';
};

/**
 * Spans within a window. Planned maintenance is excluded up to 72 hours of a calendar year, the
 * first first: what the first half of a year used up is not there in the second.
 */
export const spansOf = (history: PortHistory, year: Window, window: Window): readonly Span[] => {
  const upTo = { from: Math.min(year.from, window.from), to: window.to };
  let left = budget_ms;
  const all: Span[] = [];
  for (const { from, to, kind } of stretchesOf(california, history, upTo)) {
    if (kind !== 'budgeted') {
      all.push({ from, to, kind: plain(kind) });
      continue;
    }
    const border = Math.min(to, from + left);
    left -= border - from;
    all.push({ from, to: border, kind: 'excluded' }, { from: border, to, kind: 'down' });
  }
  return all
    .map((span) => ({ ...span, from: Math.max(span.from, window.from) }))
    .filter(({ from, to }) => from < to);
};

export type Times = Readonly<Record<Kind, number>>;

/** Milliseconds of each kind within a window, of spans in order. */
export const timesIn = (spans: readonly Span[], { from, to }: Window): Times => {
  const times = { up: 0, down: 0, excluded: 0, unknown: 0, unmeasured: 0 };
  for (const span of spans) {
    if (span.from >= to) break;
    const length = Math.min(to, span.to) - Math.max(from, span.from);
    if (length > 0) times[span.kind] += length;
  }
  return times;
};

/** Why an instant is excluded: the first of the exclusions that the rule knows. */
export const reasonAt = (exclusions: readonly PortExclusion[], at: number): string =>
  exclusions.find(
    ({ reason, valid_from, valid_to, regimes }) =>
      Object.hasOwn(california.grants, reason) &&
      (regimes.length === 0 || regimes.includes(california.name)) &&
      valid_from <= at &&
      (valid_to ?? Infinity) > at,
  )?.reason ?? '';
