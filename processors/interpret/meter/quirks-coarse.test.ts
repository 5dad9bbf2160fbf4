// Registers that move in steps, and units that stay wrong: said for as long as they last.

import { expect, test } from 'vitest';
import { heard, meter, numbersOf, start, stop, watts } from '../../../test/meter-rig.ts';
import type { Conversation } from '../../../test/meter-rig.ts';

const clock = (minute: number): string =>
  `${String(10 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;

/** Two hours of a reading every ten minutes that rises by `rise_wh`, above `from_wh`. */
const twoHours = (from_wh: number, rise_wh: number, power_w: number): readonly Conversation[] =>
  Array.from({ length: 12 }, (_, i) =>
    meter(clock(10 * (i + 1)), from_wh + (i + 1) * rise_wh, watts(power_w)),
  );

const count = (flags: readonly unknown[], code: string): number =>
  flags.filter((one) => one === code).length;

test('Q16 a register in steps of 100 Wh is flagged every hour of it, and where the session ends', () => {
  const told = numbersOf(
    heard(start('10:00:00', 5_030), ...twoHours(5_000, 1_800, 11_000), stop('12:10:00', 26_645)),
  );
  expect(count(told.flags, 'register_coarse')).toBe(3);
  expect(told.sessions_wh).toEqual([21_615]);
});

test('Q16 a register in whole watt-hours is not coarse, though a few readings look like steps', () => {
  const readings = [5_100, 5_200, 5_300, 5_417, 5_500, 5_600].map((wh, i) =>
    meter(clock(10 * (i + 1)), wh),
  );
  const told = numbersOf(heard(start('10:00:00', 5_030), ...readings, stop('12:10:00', 5_645)));
  expect(told.flags).toEqual([]);
});

test('Q2 a unit that stays wrong by a factor of 1000 is said again every hour', () => {
  const kwh = Array.from({ length: 18 }, (_, i) =>
    meter(clock(10 * (i + 1)), (50_000 + (i + 1) * 18) / 10, watts(10_800)),
  );
  const told = numbersOf(heard(start('10:00:00', 5_000), ...kwh));
  expect(count(told.flags, 'unit_suspect')).toBe(3);
});
