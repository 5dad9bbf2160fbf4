// The quirks of registers: one defect each, through interpretation and all rooms.

import { expect, test } from 'vitest';
import { iso } from '../processors/tape.ts';
import { bare, heard, meter, numbersOf, start, stop, watts } from './meter-rig.ts';

test('Q1 energy in kWh is watt-hours in the tables, however its unit is written', () => {
  const told = numbersOf(
    heard(
      start('10:00:00', 12_000_000),
      meter('10:15:00', { value: '12002.427', unit: 'kWh' }),
      meter('10:20:00', { value: '12002.5', unit: 'KWH' }),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [2_500], flags: [] });
});

test('Q2 kilowatt-hours labelled watt-hours are flagged, and a quirk card mends them', () => {
  const said = heard(
    start('10:00:00', 0),
    meter('10:05:00', '1.5', watts(36_000)),
    meter('10:10:00', '4.5', watts(36_000)),
    meter('10:15:00', '7.5', watts(36_000)),
    meter('10:20:00', '10.5', watts(36_000)),
  );
  const plain = numbersOf(said);
  expect(plain.sessions_wh).toEqual([10.5]);
  expect(plain.other('estimated')).toBe(9_000);
  expect(plain.flags).toEqual(['unit_suspect']);
  expect(numbersOf(said, { registerUnit: 'kWh labelled Wh' })).toMatchObject({
    sessions_wh: [10_500],
    flags: [],
  });
});

test('Q3 what names neither measurand, unit, context nor location is the import register in Wh', () => {
  const bareSample = { value: '1500' };
  const factor = { value: '0.97', measurand: 'Power.Factor' };
  const told = numbersOf(heard(start('10:00:00', 1_000), meter('10:10:00', factor, bareSample)));
  expect(told).toMatchObject({ sessions_wh: [500], flags: [] });
});

test('Q4 a register that begins at zero with each session counts every session whole', () => {
  const told = numbersOf(
    heard(
      start('10:00:00', 0),
      meter('10:10:00', 2_000),
      stop('10:20:00', 5_000),
      start('11:00:00', 0),
      stop('11:30:00', 7_000),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [5_000, 7_000], unattributed_wh: 0 });
});

test('Q4 samples of the session between lifetime readings at its edges count once', () => {
  const told = numbersOf(
    heard(
      start('10:00:00', 25_000),
      meter('10:05:00', 0),
      meter('10:10:00', 2_000),
      meter('10:15:00', 5_000),
      stop('10:16:00', 30_100),
      start('11:00:00', 30_100, 8),
    ),
  );
  expect(told.sessions_wh).toEqual([5_100, 0]);
  expect(told).toMatchObject({ bucketed_wh: 5_100, unattributed_wh: 0 });
  expect(told.flags).toEqual(['register_went_back', 'register_came_back']);
});

test('Q4 a lifetime register told without the transaction does not add to that of the session', () => {
  const told = numbersOf(
    heard(
      bare('09:30:00', 20_000),
      start('10:00:00', 0),
      meter('10:10:00', 2_000),
      bare('10:15:00', 22_900),
      meter('10:20:00', 4_000),
      stop('10:30:00', 6_000),
      bare('10:45:00', 26_000),
    ),
  );
  expect(told.sessions_wh).toEqual([6_000]);
  expect(told.unattributed_wh).toBe(0);
  expect(told.flags).toContain('register_came_back');
});

test.each(['0', '16700000', '4294967295'])(
  'Q5 a register that says %s for one sample counts no energy for it',
  (garbage) => {
    const told = numbersOf(
      heard(
        start('10:00:00', 16_000_000),
        meter('10:05:00', 16_001_000),
        meter('10:10:00', garbage),
        meter('10:15:00', 16_003_000),
        stop('10:20:00', 16_004_000),
      ),
    );
    expect(told).toMatchObject({ sessions_wh: [4_000], bucketed_wh: 4_000 });
    expect(told.flags).toEqual(['register_glitch']);
  },
);

test('Q5 a register that says zero several times before it is back counts its movement once', () => {
  const told = numbersOf(
    heard(
      start('10:00:00', 16_000),
      meter('10:05:00', 0),
      meter('10:10:00', 0),
      meter('10:40:00', 19_000),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [3_000], bucketed_wh: 3_000 });
  expect(told.flags).toEqual(['register_went_back', 'register_came_back']);
});

test('a station that says zero at the start, then its lifetime, is billed what was delivered', () => {
  const told = numbersOf(
    heard(bare('09:00:30', 910_000), start('10:00:00', 0), stop('10:05:00', 910_083)),
  );
  expect(told).toMatchObject({ sessions_wh: [83], bucketed_wh: 83, unattributed_wh: 0 });
  expect(told.flags).toEqual(['register_glitch']);
});

test('a leap of 910 kWh that no port can deliver is no energy, also where nothing came before', () => {
  const told = numbersOf(
    heard(start('10:00:00', 0), meter('10:05:00', 910_000), stop('10:06:00', 910_083)),
  );
  expect(told).toMatchObject({ sessions_wh: [83], bucketed_wh: 83 });
  expect(told.flags).toEqual(['register_jumped']);
});

test('Q6 a register that lost its carry, and found it again, counts what was delivered', () => {
  const told = numbersOf(
    heard(
      start('10:00:00', 1_977_000),
      meter('10:05:00', 4_296_944_685),
      stop('10:10:00', 1_978_000),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [1_000], bucketed_wh: 1_000 });
  expect(told.flags).toEqual(['register_rolled_over', 'register_rolled_over']);
});

test.each([
  [999_900, 100],
  [2_147_483_548, 100],
  [4_294_967_196, 100],
])('Q6 a register that rolls over from %i to %i counts the energy over its end', (from, to) => {
  const told = numbersOf(heard(start('10:00:00', from), stop('10:10:00', to)));
  expect(told).toMatchObject({ sessions_wh: [200], flags: ['register_rolled_over'] });
});

test('Q7 a stop at zero falls back to the last good reading; the rest is unattributed', () => {
  const told = numbersOf(
    heard(
      start('10:00:00', 50_000),
      meter('10:10:00', 51_000),
      stop('10:20:00', 0),
      start('11:00:00', 51_300, 8),
    ),
  );
  expect(told.sessions_wh).toEqual([1_000, 0]);
  expect(told.unattributed_wh).toBe(300);
  expect(told.flags).toEqual(['register_stop_unusable', 'register_glitch', 'energy_unattributed']);
});

test('Q7 a stop below its start takes the last value of its own transaction data', () => {
  const transactionData = [
    { timestamp: iso('10:19:59'), sampledValue: [{ value: '51400', context: 'Transaction.End' }] },
  ];
  const told = numbersOf(
    heard(start('10:00:00', 50_000), stop('10:20:00', 49_000, { transactionData })),
  );
  expect(told).toMatchObject({ sessions_wh: [1_400], flags: ['register_stop_unusable'] });
});

test('Q7 a session of two zeros has no energy, and none that is negative', () => {
  expect(numbersOf(heard(start('10:00:00', 0), stop('10:20:00', 0)))).toMatchObject({
    sessions_wh: [0],
    bucketed_wh: 0,
  });
});

test('Q8 energy after the stop is kept, and belongs to no session', () => {
  const told = numbersOf(
    heard(
      start('10:00:00', 1_000),
      stop('10:20:00', 3_000),
      bare('10:21:00', '3004.1'),
      start('11:00:00', 3_005, 8),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [2_000, 0], unattributed_wh: 5 });
  expect(told.flags).toEqual(['session_unsampled']);
});
