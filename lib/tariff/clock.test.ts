// Prices by the local clock: borders of the day and of the week, and days of 23 and 25 hours.

import { expect, test } from 'vitest';
import { offsetAt } from '../../api/zone.ts';
import { component, sessionFrom, tariffOf } from '../../test/tariffs.ts';
import { price } from './price.ts';

const berlin = (at: number): number => offsetAt(at, 'Europe/Berlin');

const day = component('ENERGY', 0.5);
const night = component('ENERGY', 0.2);

const within = (restrictions: unknown) =>
  tariffOf({
    elements: [{ price_components: [night], restrictions }, { price_components: [day] }],
  });

/** Energy by element, in kWh. */
const kwhOf = (start: string, hours: number, restrictions: unknown) => {
  const session = {
    ...sessionFrom(start, [{ minutes: hours * 60, kwh: hours }]),
    offsetAt: berlin,
  };
  const kwh = [0, 0];
  for (const line of price(session, within(restrictions)).lines)
    if ('billed' in line) kwh[line.element] = line.billed / 1_000_000;
  return kwh;
};

test('energy over a border of the clock is split there, in proportion to time', () => {
  // 21:00 to 23:00 in Berlin, night from 22:00.
  const times = { start_time: '22:00', end_time: '06:00' };
  expect(kwhOf('2026-06-10T19:00:00Z', 2, times)).toEqual([1, 1]);
});

test('a night from 22:00 to 06:00 goes on past midnight', () => {
  const times = { start_time: '22:00', end_time: '06:00' };
  expect(kwhOf('2026-06-10T19:00:00Z', 12, times)).toEqual([8, 4]);
});

test('the hour that is left out in spring costs nothing', () => {
  // 29 March 2026: from 01:00 to 04:00 by the clock are two hours, for 02:00 to 03:00 is not.
  const times = { start_time: '02:00', end_time: '03:00' };
  expect(kwhOf('2026-03-29T00:00:00Z', 2, times)).toEqual([0, 2]);
});

test('a price that begins within the missing hour begins where the clock has jumped to', () => {
  const times = { start_time: '02:30', end_time: '05:00' };
  // 00:00Z is 01:00; 01:00Z is 03:00; 03:00Z is 05:00.
  expect(kwhOf('2026-03-29T00:00:00Z', 4, times)).toEqual([2, 2]);
});

test('the hour that comes twice in autumn has its price twice', () => {
  const times = { start_time: '02:00', end_time: '03:00' };
  // 25 October 2026: 02:00 to 03:00 by the clock is from 00:00Z to 02:00Z.
  expect(kwhOf('2026-10-24T22:00:00Z', 6, times)).toEqual([2, 4]);
});

test('a day of the week ends at local midnight, not at that of UTC', () => {
  // Sunday 23:00 to Monday 01:00 in Berlin.
  expect(kwhOf('2026-06-14T21:00:00Z', 2, { day_of_week: ['SUNDAY'] })).toEqual([1, 1]);
});

test('a span of dates holds its first day and not its last', () => {
  const dates = { start_date: '2026-06-14', end_date: '2026-06-15' };
  expect(kwhOf('2026-06-13T21:00:00Z', 26, dates)).toEqual([24, 2]);
});

test('energy is cut exactly where a price by the kWh changes', () => {
  expect(kwhOf('2026-06-14T21:00:00Z', 7, { max_kwh: 3.3333 })).toEqual([3.3333, 3.6667]);
});

test('what a session used before counts: the cheap kWh are the first ones', () => {
  const tariff = within({ max_kwh: 5 });
  const session = sessionFrom('2026-06-14T21:00:00Z', [
    { minutes: 60, kwh: 3 },
    { minutes: 30, kind: 'parking' },
    { minutes: 60, kwh: 4 },
  ]);
  expect(price(session, tariff).lines).toMatchObject([
    { element: 0, billed: 5_000_000, excl_e4: 10_000 },
    { element: 1, billed: 2_000_000, excl_e4: 10_000 },
  ]);
});
