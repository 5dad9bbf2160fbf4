// Laws of prices, for whatever tariff and session: what must hold however odd they are.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { offsetAt } from '../../api/zone.ts';
import { ocpiTariff } from '../../test/tariffs.ts';
import { sumOf } from './money.ts';
import { price } from './price.ts';
import { readTariff } from './read-tariff.ts';
import type { Period, PricedSession } from './session.ts';
import { dimensions, type Tariff } from './tariff.ts';

const runs = { numRuns: 100 };

const rate = fc.integer({ min: 0, max: 50_000 }).map((e4) => e4 / 10_000);
const time = fc.integer({ min: 0, max: 1439 }).map((minute) => {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
});
const days = fc.uniqueArray(fc.constantFrom('SUNDAY', 'MONDAY', 'TUESDAY', 'SATURDAY'), {
  minLength: 1,
});

const restrictions = fc
  .record(
    {
      start_time: time,
      end_time: time,
      day_of_week: days,
      min_kwh: fc.integer({ min: 0, max: 30 }),
      max_kwh: fc.integer({ min: 31, max: 60 }),
      min_duration: fc.integer({ min: 0, max: 3_600 }),
      max_duration: fc.integer({ min: 3_601, max: 90_000 }),
      max_power: fc.integer({ min: 1, max: 50 }),
      start_date: fc.constantFrom('2026-03-29', '2026-10-25'),
    },
    { requiredKeys: [] },
  )
  .filter(({ start_time, end_time }) => start_time === undefined || start_time !== end_time);

const component = (step: fc.Arbitrary<number>) =>
  fc.record({
    type: fc.constantFrom(...dimensions),
    price: rate,
    vat: fc.constantFrom(0, 5.2, 19, 25),
    step_size: step,
  });

const tariffs = (step: fc.Arbitrary<number>): fc.Arbitrary<Tariff> =>
  fc
    .array(
      fc.record({
        price_components: fc.uniqueArray(component(step), {
          minLength: 1,
          maxLength: 4,
          selector: ({ type }) => type,
        }),
        restrictions,
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((elements) => {
      const read = readTariff(ocpiTariff({ elements }));
      if ('faults' in read) throw new Error(JSON.stringify(read.faults));
      return read.tariff;
    });

const steps = fc.constantFrom(0, 1, 60, 300, 900);

/** Starts around changes of the clock in Berlin, and midnights. */
const starts = fc
  .tuple(
    fc.constantFrom('2026-03-29T00:00:00Z', '2026-10-25T00:00:00Z', '2026-06-13T21:00:00Z'),
    fc.integer({ min: -36_000, max: 36_000 }),
  )
  .map(([near, seconds]) => Date.parse(near) + seconds * 1_000);

const spans = fc.array(
  fc.record({
    /** Milliseconds and mWh a unit, so that energy is proportional wherever a unit ends. */
    unit_ms: fc.integer({ min: 1_000, max: 600_000 }),
    unit_mwh: fc.integer({ min: 0, max: 2_000_000 }),
    units: fc.integer({ min: 1, max: 12 }),
    kind: fc.constantFrom('charging' as const, 'parking' as const),
  }),
  { minLength: 1, maxLength: 6 },
);

type Spans = readonly {
  readonly unit_ms: number;
  readonly unit_mwh: number;
  readonly units: number;
  readonly kind: 'charging' | 'parking';
}[];

const sessionOf = (start: number, told: Spans): PricedSession => {
  let from = start;
  const periods = told.map(({ unit_ms, unit_mwh, units, kind }): Period => {
    const to = from + unit_ms * units;
    const period = { from, to, kind, energy_mwh: unit_mwh * units, current_e4: null };
    from = to;
    return period;
  });
  return {
    periods,
    reservation_expired: false,
    offsetAt: (at) => offsetAt(at, 'Europe/Berlin'),
  };
};

const sessions = fc.tuple(starts, spans).map(([start, told]) => sessionOf(start, told));

test('the lines of a price sum to its total, and so do its dimensions', () => {
  fc.assert(
    fc.property(sessions, tariffs(steps), (session, tariff) => {
      const { lines, total, by_dimension } = price(session, tariff);
      expect(sumOf(lines)).toEqual(total);
      expect(sumOf(Object.values(by_dimension))).toEqual(total);
    }),
    runs,
  );
});

test('a period that is told as two has the same price', () => {
  fc.assert(
    fc.property(starts, spans, tariffs(steps), fc.nat(), (start, told, tariff, where) => {
      const index = where % told.length;
      const split = told.flatMap((span, i) => {
        const first = i === index ? where % span.units : 0;
        const rest = { ...span, units: span.units - first };
        return first === 0 ? [span] : [{ ...span, units: first }, rest];
      });
      const [whole, parts] = [sessionOf(start, told), sessionOf(start, split)];
      expect(price(parts, tariff).total).toEqual(price(whole, tariff).total);
    }),
    runs,
  );
});

test('what is measured in the parts of a session is what the session measured', () => {
  fc.assert(
    fc.property(sessions, tariffs(steps), (session, tariff) => {
      const { parts } = price(session, tariff);
      const sum = (of: (period: Period) => number) =>
        session.periods.reduce((s, p) => s + of(p), 0);
      const energy_mwh = parts.reduce((s, { part }) => s + part.energy_mwh, 0);
      expect(energy_mwh).toBe(sum((period) => period.energy_mwh));
      const time_ms = parts.reduce((s, { part }) => s + part.to - part.from, 0);
      expect(time_ms).toBe(sum(({ from, to }) => to - from));
      expect(parts.every(({ part }) => part.energy_mwh >= 0 && part.to >= part.from)).toBe(true);
    }),
    runs,
  );
});

test('no session costs more than the highest price, before tax or after, or less than the lowest', () => {
  const bounds = fc.tuple(rate, rate, rate, rate);
  fc.assert(
    fc.property(sessions, tariffs(steps), bounds, (session, tariff, [a, b, c, d]) => {
      const e4 = (value: number): number => Math.round(value * 10_000);
      const min_price = { excl_e4: e4(Math.min(a, b)), incl_e4: e4(Math.min(c, d)) };
      const max_price = { excl_e4: e4(Math.max(a, b)), incl_e4: e4(Math.max(c, d)) };
      const { total } = price(session, { ...tariff, min_price, max_price });
      expect(total.excl_e4).toBeLessThanOrEqual(max_price.excl_e4);
      expect(total.incl_e4).toBeLessThanOrEqual(max_price.incl_e4);
      // Where no coin lies between the two, the highest price is the one that is held.
      expect(total.excl_e4).toBeGreaterThan(min_price.excl_e4 - 100);
      expect(total.incl_e4).toBeGreaterThan(min_price.incl_e4 - 100);
    }),
    runs,
  );
});

test('a longer session never costs less, where nothing is billed in steps', () => {
  fc.assert(
    fc.property(starts, spans, tariffs(fc.constant(0)), fc.nat(), (start, told, tariff, cut) => {
      const shorter = told.slice(0, 1 + (cut % told.length));
      const of = (some: Spans) => price(sessionOf(start, some), tariff).total;
      expect(of(shorter).excl_e4).toBeLessThanOrEqual(of(told).excl_e4);
      expect(of(shorter).incl_e4).toBeLessThanOrEqual(of(told).incl_e4);
    }),
    runs,
  );
});

test('steps never make a session cheaper', () => {
  fc.assert(
    fc.property(sessions, tariffs(steps), (session, tariff) => {
      const elements = tariff.elements.map((element) => ({
        ...element,
        components: element.components.map((one) => ({ ...one, step_size: 0 })),
      }));
      const exact = price(session, { ...tariff, elements }).total;
      expect(price(session, tariff).total.excl_e4).toBeGreaterThanOrEqual(exact.excl_e4);
    }),
    runs,
  );
});
