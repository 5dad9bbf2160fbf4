// Histories of ports as tests of rulebooks tell them: states one after the other, and exclusions.

import type { Exclusion, Interval, PortHistory } from '../api/rulebooks/evaluate.ts';
import type { Rulebook } from '../api/rulebooks/rulebook.ts';
import { monthOf, windowOf, type Window } from '../api/rulebooks/windows.ts';

const at = Date.parse;

export type Told = readonly [state: string, from: string, cause?: string];

/** A timeline as told: each state lasts until the next one, the last one goes on. */
export const timeline = (told: readonly Told[]): readonly Interval[] =>
  told.map(([state, from, cause = 'status'], i) => {
    const next = told[i + 1]?.[1];
    return { state, cause, started_at: at(from), ended_at: next === undefined ? null : at(next) };
  });

/** A port of which everything is known until the end of 2030. */
export const port = (told: readonly Told[], over: Partial<PortHistory> = {}): PortHistory => ({
  intervals: timeline(told),
  exclusions: [],
  since: null,
  until: null,
  openingHours: null,
  zone: 'UTC',
  known_until: at('2030-12-31T00:00:00Z'),
  ...over,
});

export const because = (reason: string, from: string, to: string | null): Exclusion => ({
  exclusion_id: `${reason} ${from}`,
  incident: '',
  regimes: [],
  reason,
  valid_from: at(from),
  valid_to: to === null ? null : at(to),
});

/** The rulebook's own window that ends with a month, as `2025-12`. */
export const own = (rulebook: Rulebook, month: string): Window =>
  windowOf(rulebook, monthOf(month) ?? NaN);
