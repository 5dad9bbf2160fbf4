// The examples of OCPI 2.2.1 (mod_tariffs, mod_cdrs), each with the price reckoned by hand.

import { expect, test } from 'vitest';
import {
  component,
  costs,
  energy25,
  flat50,
  sessionFrom,
  simple,
  startAndEnergy,
  tariffOf,
  unrounded,
} from '../../test/tariffs.ts';
import { price } from './price.ts';

const noon = '2019-03-04T12:00:00Z';
const charged = (kwh: number, minutes = 60) => sessionFrom(noon, [{ minutes, kwh }]);

test.each([
  ['8: energy alone', simple(energy25), charged(20), '5.00 / 5.50'],
  ['9: a start fee and energy', simple(flat50, energy25), charged(20), '5.50 / 6.10'],
  [
    '1: 2.00 an hour',
    simple(component('TIME', 2, { vat: 10, step: 60 })),
    charged(30, 150),
    '5.00 / 5.50',
  ],
  [
    '2: 1.90 an hour at 5.2 %',
    simple(component('TIME', 1.9, { vat: 5.2, step: 300 })),
    charged(30, 150),
    '4.75 / 5.00',
  ],
  [
    '3: 20.45 kWh billed as 20.5',
    simple(flat50, component('ENERGY', 0.25, { vat: 10, step: 100 })),
    charged(20.45),
    '5.63 / 6.24',
  ],
  ['5: free of charge', simple(component('FLAT', 0, { step: 0 })), charged(20), '0.00 / 0.00'],
])('OCPI tariff %s', (_, tariff, session, expected) => {
  expect(costs(session, tariff)).toBe(expected);
});

test('OCPI tariff 12: below 2 kWh the lowest price is due, and a line says so', () => {
  const tariff = tariffOf({
    min_price: { excl_vat: 0.5, incl_vat: 0.55 },
    elements: [{ price_components: [energy25] }],
  });
  expect(costs(charged(1.2), tariff)).toBe('0.50 / 0.55');
  expect(costs(charged(20), tariff)).toBe('5.00 / 5.50');
  expect(price(charged(1.2), tariff).lines.at(-1)).toMatchObject({
    kind: 'MIN_PRICE',
    excl_e4: 2_000,
    incl_e4: 2_200,
  });
});

test('OCPI tariff 6: 50 kWh cost no more than the highest price, before tax and after', () => {
  const tariff = tariffOf({
    max_price: { excl_vat: 10, incl_vat: 11 },
    elements: [startAndEnergy],
  });
  expect(costs(charged(50), tariff)).toBe('10.00 / 11.00');
  expect(costs(charged(30), tariff)).toBe('8.00 / 8.85');
});

test('OCPI tariff 10: 40 minutes of parking are billed as 45', () => {
  const tariff = simple(flat50, energy25, component('PARKING_TIME', 2, { vat: 20, step: 900 }));
  const session = sessionFrom(noon, [
    { minutes: 60, kwh: 20 },
    { minutes: 40, kind: 'parking' },
  ]);
  expect(costs(session, tariff)).toBe('7.00 / 7.90');
});

test('OCPI tariff 13: charging is billed to the minute it took where parking follows', () => {
  const tariff = simple(
    component('TIME', 3, { vat: 10, step: 60 }),
    component('PARKING_TIME', 5, { vat: 20, step: 300 }),
  );
  const session = sessionFrom(noon, [{ minutes: 150 }, { minutes: 42, kind: 'parking' }]);
  expect(costs(session, tariff)).toBe('11.25 / 12.75');
});

const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
const complex = tariffOf({
  elements: [
    { price_components: [component('FLAT', 2.5, { vat: 15 })] },
    {
      price_components: [component('TIME', 1, { vat: 20, step: 900 })],
      restrictions: { max_current: 32 },
    },
    {
      price_components: [component('TIME', 2, { vat: 20, step: 600 })],
      restrictions: { min_current: 32, day_of_week: weekdays },
    },
    {
      price_components: [component('TIME', 1.25, { vat: 20, step: 600 })],
      restrictions: { min_current: 32, day_of_week: ['SATURDAY', 'SUNDAY'] },
    },
    {
      price_components: [component('PARKING_TIME', 5, { vat: 10, step: 300 })],
      restrictions: { start_time: '09:00', end_time: '18:00', day_of_week: weekdays },
    },
    {
      price_components: [component('PARKING_TIME', 6, { vat: 10, step: 300 })],
      restrictions: { start_time: '10:00', end_time: '17:00', day_of_week: ['SATURDAY'] },
    },
  ],
});

test('OCPI tariff 4: Monday 09:30, 165 minutes at 16 A and 42 of parking', () => {
  const session = sessionFrom('2019-03-04T09:30:00Z', [
    { minutes: 165, amps: 16 },
    { minutes: 42, kind: 'parking' },
  ]);
  expect(costs(session, complex)).toBe('9.00 / 10.30');
});

test('OCPI tariff 4: Saturday is 12.375, where the example in the text is misprinted', () => {
  const session = sessionFrom('2019-03-09T13:30:00Z', [
    { minutes: 114, amps: 43 },
    { minutes: 71, kind: 'parking' },
  ]);
  expect(unrounded(session, complex)).toBe(12.375);
  expect(costs(session, complex)).toBe('12.38 / 13.98');
});

test('a tariff that asks for a current which nobody measured prices no time, and says why', () => {
  const session = sessionFrom('2019-03-04T09:30:00Z', [{ minutes: 165 }]);
  expect(price(session, complex)).toMatchObject({
    missing: ['current'],
    total: { excl_e4: 25_000 },
  });
});

const byTheClock = tariffOf({
  elements: [
    {
      price_components: [
        component('TIME', 1.2, { step: 1800 }),
        component('PARKING_TIME', 1, { step: 900 }),
      ],
      restrictions: { start_time: '00:00', end_time: '17:00' },
    },
    {
      price_components: [
        component('TIME', 2.4, { step: 900 }),
        component('PARKING_TIME', 1, { step: 900 }),
      ],
      restrictions: { start_time: '17:00', end_time: '20:00' },
    },
    {
      price_components: [component('TIME', 2.4, { step: 900 })],
      restrictions: { start_time: '20:00', end_time: '00:00' },
    },
  ],
});

test.each([
  ['2019-03-04T16:55:00Z', 10, 2, '0.55 / 0.55'],
  ['2019-03-04T16:35:00Z', 35, 0, '1.30 / 1.30'],
  ['2019-03-04T19:40:00Z', 12, 20, '0.73 / 0.73'],
])(
  'OCPI tariff 14: from %s, %d minutes of charging and %d of parking',
  (start, on, off, expected) => {
    const parked = off === 0 ? [] : [{ minutes: off, kind: 'parking' as const }];
    expect(costs(sessionFrom(start, [{ minutes: on }, ...parked]), byTheClock)).toBe(expected);
  },
);

test('OCPI max_power: each kWh costs what its power costs', () => {
  const at = (costing: number, max_power?: number) => ({
    price_components: [component('ENERGY', costing, { vat: 20 })],
    ...(max_power === undefined ? {} : { restrictions: { max_power } }),
  });
  const tariff = tariffOf({ elements: [at(0.2, 16), at(0.35, 32), at(0.5)] });
  const session = sessionFrom(noon, [
    { minutes: 10, kwh: 1 },
    { minutes: 50, kwh: 40 },
    { minutes: 7.5, kwh: 0.5 },
  ]);
  expect(unrounded(session, tariff)).toBe(20.3);
});

test('OCPI max_duration: the first half hour is free, and then it is not', () => {
  const until = (costing: number, max_duration?: number) => ({
    price_components: [component('ENERGY', costing, { vat: 20 })],
    ...(max_duration === undefined ? {} : { restrictions: { max_duration } }),
  });
  const tariff = tariffOf({ elements: [until(0, 1800), until(0.25, 3600), until(0.4)] });
  const session = sessionFrom(noon, [
    { minutes: 30, kwh: 5 },
    { minutes: 10, kwh: 1.2 },
  ]);
  expect(unrounded(session, tariff)).toBe(0.3);
});

test.each([
  [1, 0.029],
  [25, 0.0313],
  [500, 0.125],
])('OCPI step_size: 115.2 Wh in steps of %d Wh', (step, expected) => {
  expect(unrounded(charged(0.1152), simple(component('ENERGY', 0.25, { step })))).toBe(expected);
});
