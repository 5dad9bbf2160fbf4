// What holds of every rulebook and every timeline, whatever they are.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { day_ms, hour_ms } from '../../lib/time.ts';
import { afir } from './afir.ts';
import { california } from './california.ts';
import { pooled, weightedBySuccesses } from './chargex.ts';
import { evaluate, type Evaluation, type Interval, type PortHistory } from './evaluate.ts';
import { gapsOf, openSpans, united } from './hours.ts';
import { nevi } from './nevi.ts';
import { reasons, states, type Rulebook } from './rulebook.ts';
import { ukEligible, ukLiteral } from './uk.ts';
import { isOwnWindow, monthOf, windowOf, type Window } from './windows.ts';

const rulebooks = [nevi, ukLiteral, ukEligible, california, afir];
const start = Date.parse('2025-03-25T00:00:00Z');
const span_ms = 40 * day_ms;

const instant = fc.integer({ min: 0, max: span_ms }).map((after) => start + after);
const span = fc.tuple(instant, instant).map(([a, b]) => ({
  from: Math.min(a, b),
  to: Math.max(a, b) + 1,
}));

const intervals = fc
  .array(fc.tuple(instant, fc.constantFrom(...states)), { maxLength: 12 })
  .map((told): readonly Interval[] => {
    const ordered = told.toSorted(([a], [b]) => a - b);
    return ordered.map(([started_at, state], i) => ({
      state,
      cause: 'status',
      started_at,
      ended_at: ordered[i + 1]?.[0] ?? null,
    }));
  });

const exclusion = fc
  .tuple(span, fc.constantFrom(...reasons, 'a word of nobody'))
  .map(([{ from, to }, reason]) => ({
    exclusion_id: `${from}-${to}`,
    incident: '',
    regimes: [],
    reason,
    valid_from: from,
    valid_to: to,
  }));

const openingHours = fc.array(
  fc
    .tuple(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 0, max: 1_439 }),
      fc.integer({ min: 1, max: 1_440 }),
    )
    .map(([weekday, a, b]) => ({ weekday, from_min: Math.min(a, b), to_min: Math.max(a, b) })),
  { maxLength: 8 },
);

const history: fc.Arbitrary<PortHistory> = fc.record({
  intervals,
  exclusions: fc.array(exclusion, { maxLength: 5 }),
  since: fc.option(instant),
  until: fc.constant(null),
  openingHours: fc.option(openingHours),
  zone: fc.constantFrom('UTC', 'Europe/London', 'America/Los_Angeles', 'Australia/Lord_Howe'),
  known_until: instant,
});

const asked = fc.tuple(fc.constantFrom(...rulebooks), history, span);

const amount = ({ sums }: Evaluation): number => Object.values(sums).reduce((a, b) => a + b, 0);

const holds = (check: (rulebook: Rulebook, port: PortHistory, window: Window) => void): void =>
  fc.assert(fc.property(asked, ([rulebook, port, window]) => check(rulebook, port, window)));

describe('of every rulebook and timeline', () => {
  test('the classes add up to the window', () => {
    holds((rulebook, port, window) => {
      expect(amount(evaluate(rulebook, port, window))).toBe(window.to - window.from);
    });
  });

  test('the bounds contain the value', () => {
    holds((rulebook, port, window) => {
      const { value, lowest, highest } = evaluate(rulebook, port, window);
      if (value === null) return;
      expect(lowest).toBeLessThanOrEqual(value);
      expect(highest).toBeGreaterThanOrEqual(value);
    });
  });

  test('an exclusion more never lowers the value, nor a bound', () => {
    fc.assert(
      fc.property(asked, exclusion, ([rulebook, port, window], more) => {
        const before = evaluate(rulebook, port, window);
        const exclusions = [...port.exclusions, more];
        const after = evaluate(rulebook, { ...port, exclusions }, window);
        for (const name of ['value', 'lowest', 'highest'] as const)
          expect(after[name] ?? 0).toBeGreaterThanOrEqual(before[name] ?? 0);
        expect(after.sums.excluded).toBeLessThanOrEqual(before.sums.down + before.sums.excluded);
      }),
    );
  });

  test('intervals that are split, or told in another order, change nothing', () => {
    fc.assert(
      fc.property(asked, instant, ([rulebook, port, window], at) => {
        const split = port.intervals.flatMap((one) =>
          one.started_at < at && (one.ended_at ?? Infinity) > at
            ? [
                { ...one, started_at: at },
                { ...one, ended_at: at },
              ]
            : [one],
        );
        const told = { ...port, intervals: split.toReversed() };
        expect(evaluate(rulebook, told, window)).toEqual(evaluate(rulebook, port, window));
      }),
    );
  });

  test('where nothing is known there is no value and no verdict', () => {
    holds((rulebook, port, window) => {
      const { value, verdict } = evaluate(rulebook, { ...port, intervals: [] }, window);
      expect(value).toBeNull();
      expect(['insufficient_data', 'not_judged']).toContain(verdict);
    });
  });
});

test('open hours and the gaps between them fill the window, and no more', () => {
  fc.assert(
    fc.property(openingHours, span, (hours, window) => {
      const open = openSpans(hours, 'Australia/Lord_Howe', window);
      const all = united([...open, ...gapsOf(open, window)]);
      expect(all).toEqual([window]);
      const opened = open.reduce((sum, one) => sum + one.to - one.from, 0);
      const closed = gapsOf(open, window).reduce((sum, one) => sum + one.to - one.from, 0);
      expect(opened + closed).toBe(window.to - window.from);
    }),
  );
});

test('a day of opening hours has 23 hours in March and 25 in October', () => {
  const sundays = [{ weekday: 7, from_min: 0, to_min: 1_440 }];
  const length = (day: string): number => {
    const noon = Date.parse(`${day}T12:00:00Z`);
    const week = { from: noon - 3 * day_ms, to: noon + 3 * day_ms };
    return openSpans(sundays, 'Europe/Stockholm', week).reduce((sum, s) => sum + s.to - s.from, 0);
  };
  expect(['2025-03-23', '2025-03-30', '2025-10-26'].map(length)).toEqual([
    24 * hour_ms,
    23 * hour_ms,
    25 * hour_ms,
  ]);
});

describe('the own window', () => {
  test.each([
    [nevi, '2025-03', '2024-04-01T00:00:00Z', '2025-04-01T00:00:00Z', true],
    [california, '2025-03', '2024-04-01T07:00:00Z', '2025-04-01T07:00:00Z', true],
    [ukLiteral, '2025-03', '2025-01-01T00:00:00Z', '2025-03-31T23:00:00Z', false],
    [ukLiteral, '2025-12', '2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
    [afir, '2025-03', '2025-03-01T00:00:00Z', '2025-04-01T00:00:00Z', true],
  ])('of $id that ends with %s is from %s to %s', (rulebook, month, from, to, judged) => {
    const window = windowOf(rulebook, monthOf(month) ?? NaN);
    expect(window).toEqual({ from: Date.parse(from), to: Date.parse(to) });
    expect(isOwnWindow(rulebook, window)).toBe(judged);
    expect(isOwnWindow(rulebook, { ...window, to: window.to - 1 })).toBe(false);
  });

  test('is asked for by a month, and by nothing else', () => {
    expect(['2025-13', '2025-1', '2025', '2025-12-01'].map(monthOf)).toEqual(Array(4).fill(null));
  });
});

describe('ChargeX', () => {
  test('pools all attempts; the weighting of INL drops a path without any success', () => {
    const counts = [
      { successes: 0, attempts: 1 },
      { successes: 1, attempts: 1 },
    ];
    expect([pooled(counts), weightedBySuccesses(counts)]).toEqual([50, 100]);
  });

  test('weights each path by its successes: 8 of 10 and 30 of 40 are 76.05 percent', () => {
    const counts = [
      { successes: 8, attempts: 10 },
      { successes: 30, attempts: 40 },
      { successes: 0, attempts: 0 },
    ];
    // (0.8 * 8 + 0.75 * 30) / 38, and 38 / 50.
    expect([weightedBySuccesses(counts), pooled(counts)]).toEqual([76.052631, 76]);
  });

  test('says nothing where nobody tried', () => {
    expect([pooled([]), weightedBySuccesses([])]).toEqual([null, null]);
    expect(weightedBySuccesses([{ successes: 0, attempts: 3 }])).toBeNull();
  });
});
