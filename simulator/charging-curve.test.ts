// Laws of the physics: energy is exact, never goes back, and ends where it should.

import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { acCurve, clipped, dcCurve, deliveredAt, powerAt } from './charging-curve.ts';

const flat = { starts_at: 0, energy_mwh: 60_000_000, power_w: 11_040, noise: () => 0.5 };

test('alternating current is flat and tapers at the very end', () => {
  const curve = acCurve(flat);
  expect(powerAt(curve, 60_000)).toBe(10_929_600);
  expect(powerAt(curve, (curve.at(-2)?.at ?? 0) + 1)).toBe(4_371_840);
  expect(deliveredAt(curve, Infinity)).toBe(60_000_000);
});

test('direct current ramps, holds, and tapers with the state of charge', () => {
  const order = { ...flat, energy_mwh: 45_000_000, power_w: 150_000 };
  const curve = dcCurve({ ...order, capacity_mwh: 60_000_000, soc_mpercent: 15_000 });
  const powers_kw = curve.map((knot) => Math.round(knot.power_mw / 1e6));
  expect(powers_kw.slice(0, 4)).toEqual([74, 148, 148, 148]);
  expect(powers_kw.at(-2)).toBeLessThan(50);
  expect(powers_kw.at(-1)).toBe(0);
});

test('energy never goes back, and a clipped curve ends on a whole step', () => {
  const order = record({
    energy_mwh: integer({ min: 1, max: 80_000_000 }),
    power_w: constantFrom(3_680, 7_360, 11_040, 22_080),
    until: integer({ min: 1, max: 20_000_000 }),
    instants: array(integer({ min: 0, max: 30_000_000 }), { maxLength: 20 }),
  });
  assert(
    property(order, ({ energy_mwh, power_w, until, instants }) => {
      const curve = clipped(acCurve({ ...flat, energy_mwh, power_w }), until, 1000);
      const told = instants.toSorted((a, b) => a - b).map((at) => deliveredAt(curve, at));
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(deliveredAt(curve, until) % 1000).toBe(0);
      expect(deliveredAt(curve, Infinity)).toBe(deliveredAt(curve, until));
    }),
    { seed: 7, numRuns: 200 },
  );
});
