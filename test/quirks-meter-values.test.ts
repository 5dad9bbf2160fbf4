// The quirks of sampled values: one defect each, through interpretation and all rooms.

import { expect, test } from 'vitest';
import { at, iso } from '../processors/tape.ts';
import type { Conversation } from './meter-rig.ts';
import { bare, event2, heard, heard2, meter, numbersOf, start, stop, watts } from './meter-rig.ts';

test('Q9 three phases without a total are their sum; with a total they are not added to it', () => {
  const phases = ['L1', 'L2', 'L3'];
  const power = phases.map((phase) => watts(2_000, { phase }));
  const registers = (wh: number) => phases.map((phase) => ({ value: String(wh), phase }));
  const told = numbersOf(
    heard(
      start('10:00:00', 3_000),
      meter('10:10:00', ...registers(1_200), ...power),
      meter('10:20:00', ...registers(1_400), 4_200, ...power, watts(6_000)),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [1_200], peak_w: [6_000], flags: [] });
});

test('Q9 a register tagged L1 on one phase is the total', () => {
  const told = numbersOf(
    heard(start('10:00:00', 3_000), meter('10:10:00', { value: '3500', phase: 'L1' })),
  );
  expect(told).toMatchObject({ sessions_wh: [500], flags: [] });
});

test('Q10 a total power that disagrees with its phases is taken, and flagged', () => {
  const phases = ['L1', 'L2', 'L3'].map((phase) => watts(3_000, { phase }));
  const told = numbersOf(
    heard(start('10:00:00', 1_000), meter('10:10:00', 1_500, watts(6_000), ...phases)),
  );
  expect(told).toMatchObject({ sessions_wh: [500], peak_w: [6_000] });
  expect(told.flags).toEqual(['power_phases_disagree']);
});

test('Q11 phases by a wrong name are labels: L1-N of a power is L1, and voltages are never summed', () => {
  const power = ['L1-N', 'L2-N', 'L3-N'].map((phase) => watts(1_000, { phase }));
  const lines = ['L1-L2', 'L2-L3', 'L3-L1'].map((phase) => ({
    value: '230',
    measurand: 'Voltage',
    unit: 'V',
    phase,
  }));
  const told = numbersOf(
    heard(start('10:00:00', 1_000), meter('10:10:00', 1_500, ...lines, ...power)),
  );
  expect(told).toMatchObject({ sessions_wh: [500], peak_w: [3_000], flags: [] });
});

test('Q12 a value that is a number is read as its text', () => {
  const told = numbersOf(heard(start('10:00:00', 1_000), meter('10:10:00', { value: 1500.5 })));
  expect(told.sessions_wh).toEqual([500.5]);
});

test.each(['', 'NaN', '12,5', '1500 Wh', '0x10'])(
  'Q13 a value of "%s" is left out and flagged; an exponent is a number',
  (value) => {
    const told = numbersOf(
      heard(
        start('10:00:00', 1_000),
        meter('10:10:00', { value }),
        meter('10:20:00', { value: '1.5e3' }),
      ),
    );
    expect(told).toMatchObject({ sessions_wh: [500], flags: ['value_unreadable'] });
  },
);

test('Q14 an empty list, an object for a list and one instant in two parts are all read', () => {
  const values =
    (time: string, meterValue: unknown): Conversation =>
    (on) =>
      on.call(time, 'MeterValues', { connectorId: 1, transactionId: 7, meterValue }, {});
  const part = (...sampledValue: readonly object[]) => ({
    timestamp: iso('10:15:00'),
    sampledValue,
  });
  const told = numbersOf(
    heard(
      start('10:00:00', 1_000),
      values('10:05:00', []),
      values('10:06:00', [{ timestamp: iso('10:06:00'), sampledValue: [] }]),
      values('10:10:00', { timestamp: iso('10:10:00'), sampledValue: { value: '1200' } }),
      values('10:15:00', [
        part({ value: '1400' }, watts(1_000, { phase: 'L1' })),
        part(watts(1_000, { phase: 'L2' }), watts(1_000, { phase: 'L3' })),
      ]),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [400], peak_w: [3_000], flags: [] });
});

test('Q15 two contexts of one instant count once, and a difference between them is flagged', () => {
  const periodic = { value: '1500', context: 'Sample.Periodic' };
  const told = numbersOf(
    heard(
      start('10:00:00', 1_000),
      meter('10:10:00', { value: '1500', context: 'Sample.Clock' }, periodic),
      bare('10:10:00', { value: '1500', context: 'Sample.Clock' }),
      meter('10:20:00', { ...periodic, value: '1800' }, { value: '1810', context: 'Sample.Clock' }),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [800], bucketed_wh: 800 });
  expect(told.flags).toEqual(['contexts_disagree']);
});

test('Q16 a frozen register is flagged; the estimate from power stays out of the energy', () => {
  const told = numbersOf(
    heard(
      start('10:00:00', 1_000),
      meter('10:00:10', 1_000, watts(11_000)),
      meter('10:15:10', 1_000, watts(11_000)),
      stop('10:16:00', 1_000),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [0], bucketed_wh: 0, flags: ['register_frozen'] });
  expect(told.other('estimated')).toBe(2_750);
});

test('Q16 a coarse register is no frozen one', () => {
  const told = numbersOf(
    heard(
      start('10:00:00', 1_000),
      meter('10:05:00', 1_000, watts(600)),
      meter('10:10:00', 1_100, watts(600)),
      stop('10:20:00', 1_200),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [200], flags: [] });
});

test('Q18 units by other names are known, and hertz are no reason for doubt', () => {
  const told = numbersOf(
    heard(
      start('10:00:00', 1_000),
      meter(
        '10:10:00',
        { value: '1500', unit: 'WH' },
        { value: '41', measurand: 'SoC', unit: '%' },
        { value: '50.01', measurand: 'Frequency', unit: 'Hertz' },
        { value: '31', measurand: 'Temperature', unit: 'Celcius' },
      ),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [500], flags: [] });
});

test('Q19 a multiplier is applied, and MeterValues beside TransactionEvent count once', () => {
  const kilo = (value: number) => ({ value, unitOfMeasure: { unit: 'Wh', multiplier: 3 } });
  const told = numbersOf(
    heard2(
      event2('Started', '10:00:00', kilo(1)),
      event2('Updated', '10:10:00', kilo(1.5)),
      (on) =>
        on.call(
          '10:10:01',
          'MeterValues',
          { evseId: 1, meterValue: [{ timestamp: iso('10:10:00'), sampledValue: [kilo(1.5)] }] },
          {},
        ),
      event2('Ended', '10:20:00', { value: 20_000, unitOfMeasure: { multiplier: -1 } }),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [1_000], bucketed_wh: 1_000, flags: [] });
});

test('Q30 readings after the stop move the register, not the session that ended', () => {
  const told = numbersOf(
    heard(start('10:00:00', 1_000), stop('10:20:00', 3_000), meter('10:20:05', '3000.5')),
  );
  expect(told).toMatchObject({ sessions_wh: [2_000], unattributed_wh: 0.5 });
});

test('Q31 clock-aligned readings of a busy port are of its session; connector 0 has none', () => {
  const main: Conversation = (on) =>
    on
      .call('10:05:00', 'MeterValues', {
        connectorId: 0,
        meterValue: [{ timestamp: iso('10:05:00'), sampledValue: [{ value: '800000' }] }],
      })
      .call('10:15:00', 'MeterValues', {
        connectorId: 0,
        meterValue: [{ timestamp: iso('10:15:00'), sampledValue: [{ value: '801000' }] }],
      });
  const told = numbersOf(heard(start('10:00:00', 1_000), bare('10:10:00', 1_500), main));
  expect(told).toMatchObject({ sessions_wh: [500], bucketed_wh: 500, unattributed_wh: 0 });
  expect(told.other('station')).toBe(1_000);
});

test('energy fed back by a vehicle has a track of its own, as reactive energy has', () => {
  const exported = (wh: number) => ({
    value: String(wh),
    measurand: 'Energy.Active.Export.Register',
  });
  const reactive = (value: string) => ({
    value,
    measurand: 'Energy.Reactive.Import.Register',
    unit: 'kvarh',
  });
  const told = numbersOf(
    heard(
      start('10:00:00', 1_000),
      meter('10:05:00', 1_100, exported(50), reactive('1')),
      meter('10:20:00', 1_100, exported(650), reactive('1.25')),
    ),
  );
  expect(told.sessions_wh).toEqual([100]);
  expect(told.other('exported')).toBe(600);
  expect(told.other('reactive_imported')).toBe(250);
});

test('where no register is sent, the energy of intervals counts, each once', () => {
  const interval = { value: '250', measurand: 'Energy.Active.Import.Interval' };
  const told = numbersOf(
    heard2(
      event2('Started', '10:00:00', watts(1_000)),
      event2('Updated', '10:15:00', interval),
      event2('Updated', '10:15:00', interval),
      event2('Ended', '10:30:00', interval),
    ),
  );
  expect(told).toMatchObject({ sessions_wh: [500], bucketed_wh: 500, unattributed_wh: 0 });
});

test('a session without any reading says so', () => {
  const told = numbersOf(heard2(event2('Started', '10:00:00'), event2('Ended', '10:30:00')));
  expect(told).toMatchObject({ sessions_wh: [0], flags: ['meter_data_missing'] });
});

test('a register known to reset on boot begins anew after one without doubt', () => {
  const boot: Conversation = (on) =>
    on.call('10:10:00', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }, {});
  const said = heard(start('10:00:00', 9_000), boot, meter('10:15:00', 10), stop('10:20:00', 60));
  expect(numbersOf(said, { resetsOnBoot: true })).toMatchObject({
    sessions_wh: [50],
    flags: ['session_unsampled'],
  });
});

test('a clock that was set back loses no energy', () => {
  const told = numbersOf(
    heard(start('10:00:00', 1_000), meter('10:30:00', 2_000), meter('09:45:00', 2_400)),
  );
  expect(told).toMatchObject({ sessions_wh: [1_400], flags: ['register_late'] });
  expect(at('09:45:00')).toBeLessThan(at('10:30:00'));
});
