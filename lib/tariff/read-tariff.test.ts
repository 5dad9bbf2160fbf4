// What is told of a tariff that cannot be priced with: every fault, each by its path.

import { expect, test } from 'vitest';
import { component, energy25, ocpiTariff } from '../../test/tariffs.ts';
import { readTariff } from './read-tariff.ts';

const faultsOf = (json: unknown): readonly string[] => {
  const read = readTariff(json);
  return 'faults' in read ? read.faults.map(({ path, says }) => `${path}: ${says}`) : [];
};

const withElement = (element: unknown) => faultsOf(ocpiTariff({ elements: [element] }));
const restricted = (restrictions: unknown) =>
  withElement({ price_components: [energy25], restrictions });

test('all faults of a tariff are told at once', () => {
  const told = faultsOf({
    ...ocpiTariff({
      currency: 'euro',
      elements: [
        { price_components: [{ type: 'ENERGY', price: '0.25', step_size: 1 }] },
        { price_components: [{ type: 'TIME', price: 0.12345, vat: 120, step_size: 1.5 }] },
      ],
      min_price: { excl_vat: 5 },
      max_price: { excl_vat: 2 },
    }),
    id: '',
  });
  expect(told).toEqual([
    'elements[0].price_components[0].price: must be a number',
    'elements[1].price_components[0].price: must have at most four decimals',
    'elements[1].price_components[0].vat: must be from 0 to 100',
    'elements[1].price_components[0].step_size: must be a whole number from 0 to 1000000',
    'id: must be 1 to 36 printable ASCII characters',
    'currency: must be three capitals, as EUR (ISO 4217)',
    'max_price: must not be below min_price',
  ]);
});

test('a misspelt restriction is a fault: passed over, it would make another price', () => {
  expect(restricted({ max_kWh: 10 })).toEqual([
    'elements[0].restrictions.max_kWh: is no field of OCPI here',
  ]);
});

test.each([
  [{ start_time: '9:00' }, 'start_time: must be a time as 09:30'],
  [{ end_time: '24:00' }, 'end_time: must be a time as 09:30'],
  [{ start_time: '09:00', end_time: '09:00' }, 'end_time: must differ from start_time'],
  [{ start_date: '2026-02-30' }, 'start_date: must be a day that there is'],
  [{ start_date: '2026-03-01', end_date: '2026-03-01' }, 'end_date: must be after start_date'],
  [{ min_kwh: 5, max_kwh: 5 }, 'max_kwh: must be above min_kwh'],
  [{ min_duration: 1.5 }, 'min_duration: must be a whole number'],
  [{ day_of_week: ['FUNDAY'] }, 'day_of_week[0]: must be one of SUNDAY, MONDAY'],
  [{ reservation: 'YES' }, 'reservation: must be one of RESERVATION, RESERVATION_EXPIRES'],
])('the restriction %j is refused', (restrictions, says) => {
  expect(restricted(restrictions)[0]).toContain(`elements[0].restrictions.${says}`);
});

test('a whole day from 00:00 to 00:00 is understood', () => {
  expect(restricted({ start_time: '00:00', end_time: '00:00' })).toEqual([]);
});

test('a reservation has no price for energy', () => {
  expect(
    withElement({ price_components: [energy25], restrictions: { reservation: 'RESERVATION' } }),
  ).toEqual([
    'elements[0].price_components: has ENERGY beside reservation: only FLAT and TIME can price a ' +
      'reservation',
  ]);
});

test('an element with two prices for one dimension is refused', () => {
  expect(withElement({ price_components: [energy25, component('ENERGY', 0.3)] })[0]).toContain(
    'has ENERGY more than once',
  );
});

test('where there is tax, a highest price must say what it is after tax', () => {
  const bounded = { elements: [{ price_components: [energy25] }], max_price: { excl_vat: 10 } };
  expect(faultsOf(ocpiTariff(bounded))[0]).toContain('max_price.incl_vat: must be given');
});

test.each([null, 5, 'tariff', [], {}, { elements: [] }, { elements: [{}] }])(
  'the JSON %j is refused and breaks nothing',
  (json) => {
    expect(faultsOf(json).length).toBeGreaterThan(0);
  },
);
