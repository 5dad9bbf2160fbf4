// Questions about tariffs that others asked of OCPI and of its tools, with the answers given here.

import { expect, test } from 'vitest';
import { price } from '../../lib/tariff/price.ts';
import { component, costs, sessionFrom, simple, tariffOf, unrounded } from '../tariffs.ts';

const noon = '2026-06-10T12:00:00Z';

test('OCPI #386: of 3 minutes of charging and 6 of parking, the parking alone is rounded', () => {
  const tariff = simple(
    component('TIME', 1, { step: 300 }),
    component('PARKING_TIME', 2, { step: 420 }),
  );
  const session = sessionFrom(noon, [{ minutes: 3 }, { minutes: 6, kind: 'parking' }]);
  expect(price(session, tariff).lines).toMatchObject([
    { kind: 'TIME', billed: 180_000, excl_e4: 500 },
    { kind: 'PARKING_TIME', billed: 420_000, excl_e4: 2_333 },
    { kind: 'ROUNDING' },
  ]);
});

const grace = tariffOf({
  elements: [
    {
      price_components: [component('PARKING_TIME', 0)],
      restrictions: { min_duration: 0, max_duration: 1800 },
    },
    {
      price_components: [component('PARKING_TIME', 3, { step: 300 })],
      restrictions: { min_duration: 1800 },
    },
    { price_components: [component('FLAT', 0.5), component('ENERGY', 0.25)] },
  ],
});

test('OCPI #225 and ocpi-tariffs #52: free parking is counted from the start of the session', () => {
  // 20 minutes of charging, 25 of parking: 10 of them free, 15 at 3.00 an hour.
  const session = sessionFrom(noon, [
    { minutes: 20, kwh: 4 },
    { minutes: 25, kind: 'parking' },
  ]);
  expect(unrounded(session, grace)).toBe(0.5 + 1 + 0.75);
});

test('ocpi-tariffs #66: a price that begins after three hours is paid for the fourth', () => {
  const tariff = tariffOf({
    elements: [
      {
        restrictions: { min_duration: 10_800 },
        price_components: [component('TIME', 2, { vat: 20, step: 900 })],
      },
      { price_components: [component('FLAT', 0.5, { vat: 20 })] },
    ],
  });
  expect(costs(sessionFrom(noon, [{ minutes: 240 }]), tariff)).toBe('2.50 / 3.00');
});

test('OCPI #434: the first hour of parking is not free by min_duration alone', () => {
  const tariff = tariffOf({
    elements: [
      {
        price_components: [component('PARKING_TIME', 0)],
        restrictions: { min_duration: 0, max_duration: 3600 },
      },
      { price_components: [component('PARKING_TIME', 6)] },
    ],
  });
  const session = sessionFrom(noon, [{ minutes: 60 }, { minutes: 60, kind: 'parking' }]);
  expect(costs(session, tariff)).toBe('6.00 / 6.00');
});
