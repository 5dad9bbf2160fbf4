// Steps and reservations: the examples of OCPI 2.2.1 that say what is billed beyond what was used.

import { expect, test } from 'vitest';
import {
  component,
  costs,
  sessionFrom,
  simple,
  startAndEnergy,
  tariffOf,
  totals,
} from '../../test/tariffs.ts';
import { price } from './price.ts';
import type { PricedSession } from './session.ts';

const at1700 = (type: string, [before, after]: [number, number], step: number) =>
  tariffOf({
    elements: [
      {
        price_components: [component(type, before, { step })],
        restrictions: { start_time: '00:00', end_time: '17:00' },
      },
      { price_components: [component(type, after, { step })] },
    ],
  });

const billedOf = (session: PricedSession, tariff: Parameters<typeof price>[1]) =>
  price(session, tariff).lines.flatMap((line) => ('billed' in line ? [line.billed / 60_000] : []));

test('a step of 500 Wh rounds the energy of the session, not that after the price changed', () => {
  const session = sessionFrom('2019-03-04T16:00:00Z', [
    { minutes: 60, kwh: 4.3 },
    { minutes: 60, kwh: 1.1 },
  ]);
  const { lines } = price(session, at1700('ENERGY', [0.2, 0.27], 500));
  expect(lines).toMatchObject([
    { kind: 'ENERGY', billed: 4_300_000 },
    { kind: 'ENERGY', measured: 1_100_000, billed: 1_200_000 },
    { kind: 'ROUNDING' },
  ]);
});

test('a step of 10 minutes rounds 6 and 22 minutes to 30', () => {
  const session = sessionFrom('2019-03-04T16:54:00Z', [{ minutes: 28 }]);
  expect(billedOf(session, at1700('TIME', [5, 7], 600))).toEqual([6, 24]);
});

const timeAndParking = (step: number) =>
  simple(component('TIME', 1, { step }), component('PARKING_TIME', 2, { step }));

test.each([
  [600, 21, 16, [21, 20]],
  [300, 21, 7, [21, 10]],
])('with steps of %d s, %d minutes of charging then %d of parking', (step, on, off, billed) => {
  const session = sessionFrom('2019-03-04T12:00:00Z', [
    { minutes: on },
    { minutes: off, kind: 'parking' },
  ]);
  expect(billedOf(session, timeAndParking(step))).toEqual(billed);
});

test('where charging goes on after a pause, its total is rounded and the pause is not', () => {
  const session = sessionFrom('2019-03-04T12:00:00Z', [
    { minutes: 11 },
    { minutes: 7, kind: 'parking' },
    { minutes: 3 },
  ]);
  expect(billedOf(session, timeAndParking(600))).toEqual([20, 7]);
});

test('the CDR example of OCPI: 1.973 hours in steps of five minutes are two hours', () => {
  const session = sessionFrom('2015-06-29T21:39:09Z', [{ minutes: 118.3833, kwh: 15.342 }]);
  expect(costs(session, simple(component('TIME', 2, { vat: 10, step: 300 })))).toBe('4.00 / 4.40');
});

const reserving = (reservation: string, ...price_components: unknown[]) => ({
  price_components,
  restrictions: { reservation },
});

const tariffs = {
  15: [reserving('RESERVATION', component('TIME', 5, { vat: 20, step: 60 }))],
  16: [
    reserving(
      'RESERVATION',
      component('FLAT', 2, { vat: 20 }),
      component('TIME', 5, { vat: 20, step: 300 }),
    ),
  ],
  17: [
    reserving('RESERVATION_EXPIRES', component('FLAT', 4, { vat: 20 })),
    reserving('RESERVATION', component('TIME', 2, { vat: 20, step: 600 })),
  ],
  18: [
    reserving('RESERVATION_EXPIRES', component('TIME', 6, { vat: 20, step: 600 })),
    reserving('RESERVATION', component('TIME', 3, { vat: 20, step: 600 })),
  ],
};

const reservationTariff = (number: keyof typeof tariffs) =>
  tariffOf({ elements: [...tariffs[number], startAndEnergy] });

test.each([
  [15, 15, '6.75 / 7.60'],
  [16, 13, '8.75 / 10.00'],
  [17, 22, '6.50 / 7.30'],
  [18, 22, '7.00 / 7.90'],
] as const)('OCPI tariff %d: reserved for %d minutes, then 20 kWh', (number, minutes, expected) => {
  const session = sessionFrom('2019-03-04T12:00:00Z', [
    { minutes, kind: 'reservation' },
    { minutes: 60, kwh: 20 },
  ]);
  expect(costs(session, reservationTariff(number))).toBe(expected);
});

test.each([
  [17, 60, '6.00 / 7.20'],
  [18, 90, '9.00 / 10.80'],
] as const)(
  'OCPI tariff %d: a reservation of %d minutes that expired',
  (number, minutes, expected) => {
    const session = sessionFrom('2019-03-04T12:00:00Z', [{ minutes, kind: 'reservation' }]);
    const expired = { ...session, reservation_expired: true };
    expect(totals(price(expired, reservationTariff(number)))).toBe(expected);
  },
);

test('OCPI 2.3.0 tariffs 19 and 20: a tax that is added later, and one that prices hold', () => {
  const session = sessionFrom('2024-12-05T12:00:00Z', [{ minutes: 150 }]);
  const canadian = (costing: number, tax_included: string) =>
    tariffOf({
      currency: 'CAD',
      tax_included,
      elements: [{ price_components: [component('TIME', costing)] }],
    });
  expect(price(session, canadian(2, 'NO')).total.excl_e4).toBe(50_000);
  expect(price(session, canadian(2.1, 'YES'))).toMatchObject({
    total: { incl_e4: 52_500 },
    tax_unknown: true,
  });
});
