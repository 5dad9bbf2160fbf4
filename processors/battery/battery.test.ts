// What the room `battery` promises, from the frames on.

import { describe, expect, test } from 'vitest';
import { folded } from '../../test/signing-meter.ts';
import type { Tape } from '../tape.ts';
import { at, iso, tape } from '../tape.ts';
import { points_max, pointsPerSpacing, spacing_ms } from './curve.ts';

const day = at('00:00:00');

const clock = (seconds: number): string => new Date(day + seconds * 1000).toISOString();

const begun = (): Tape =>
  tape('ocpp2.0.1')
    .connected('09:59:00')
    .call('10:00:00', 'TransactionEvent', {
      eventType: 'Started',
      timestamp: iso('10:00:00'),
      transactionInfo: { transactionId: 'T-1' },
      evse: { id: 1 },
      meterValue: [{ timestamp: iso('10:00:00'), sampledValue: [{ value: 1_000 }] }],
    });

const updated = (before: Tape, time: string, ...sampledValue: readonly object[]): Tape =>
  before.call(time.slice(0, 8), 'TransactionEvent', {
    eventType: 'Updated',
    timestamp: iso(time),
    transactionInfo: { transactionId: 'T-1' },
    meterValue: [{ timestamp: iso(time), sampledValue }],
  });

const ended = (before: Tape, time: string): Tape =>
  before.call(time, 'TransactionEvent', {
    eventType: 'Ended',
    timestamp: iso(time),
    transactionInfo: { transactionId: 'T-1', stoppedReason: 'EVDisconnected' },
  });

const power = (value: number) => ({ value, measurand: 'Power.Active.Import' });
const charge = (value: number) => ({ value, measurand: 'SoC', unitOfMeasure: { unit: 'Percent' } });
const voltage = (value: number) => ({ value, measurand: 'Voltage', unitOfMeasure: { unit: 'V' } });
const current = (value: number) => ({ value, measurand: 'Current.Import' });

describe('a charge curve', () => {
  test('has power, charge, energy since the start, and voltage and current beside a charge', () => {
    const { rows } = folded(
      updated(
        begun(),
        '10:05:00',
        { value: 9_000 },
        power(96_000),
        charge(41.5),
        voltage(401.2),
        current(239.3),
      ),
    );
    expect(rows('battery')).toMatchObject([
      {
        at: at('10:05:00'),
        energy_wh: 8_000_000,
        power_w: 96_000_000,
        soc_percent: 41_500,
        voltage_v: 401_200,
        current_a: 239_300,
      },
    ]);
  });

  test('is of one moment where a station sends power and charge one after the other', () => {
    const powerFirst = updated(begun(), '10:05:00', power(50_000));
    const { rows } = folded(updated(powerFirst, '10:05:02', charge(60)));
    expect(rows('battery')).toMatchObject([{ power_w: 50_000_000, soc_percent: 60_000 }]);
  });

  test('leaves out what is closer than its spacing, and ends with the last sample', () => {
    let story = begun();
    for (const second of [0, 10, 20, 30, 40, 50])
      story = updated(story, `10:05:${String(second).padStart(2, '0')}`, charge(second));
    const { rows } = folded(ended(story, '10:06:00'));
    expect(rows('battery').map((row) => Number(row['at']) - at('10:05:00'))).toEqual([
      0, 30_000, 50_000,
    ]);
  });

  test('without a charge is flat, and has fewer points', () => {
    let story = begun();
    for (const minute of [0, 1, 2, 3, 4, 5, 6])
      story = updated(story, `10:0${minute}:30`, power(7_000));
    const { rows } = folded(ended(story, '10:08:00'));
    expect(rows('battery').map((row) => Number(row['at']) - at('10:00:30'))).toEqual([
      0, 300_000, 360_000,
    ]);
  });

  test('of a vehicle that stays for days has a bounded number of points', () => {
    let story = begun();
    const samples = 4_000;
    for (let i = 0; i < samples; i++) {
      const time = clock(36_060 + i * 30);
      story = story.add('10:00:00', {
        direction: 'FROM_STATION',
        messageType: 2,
        action: 'TransactionEvent',
        frame: JSON.stringify([
          2,
          `m${i}`,
          'TransactionEvent',
          {
            eventType: 'Updated',
            timestamp: time,
            transactionInfo: { transactionId: 'T-1' },
            meterValue: [{ timestamp: time, sampledValue: [charge(50)] }],
          },
        ]),
      });
    }
    const { length } = folded(story).rows('battery');
    // Each 128 points take twice as long as those before: 1 + 2 + 4 + 8 + 16 times 128 samples.
    expect(length).toBe(5 * pointsPerSpacing + Math.ceil((samples - 31 * pointsPerSpacing) / 32));
    expect(spacing_ms * 2 ** (points_max / pointsPerSpacing)).toBeGreaterThan(10 * 86_400_000);
  });
});

describe('a vehicle', () => {
  test('tells what it needs: energy, departure, its limits and its charge', () => {
    const { rows } = folded(
      begun().call('10:01:00', 'NotifyEVChargingNeeds', {
        evseId: 1,
        chargingNeeds: {
          requestedEnergyTransfer: 'DC',
          departureTime: iso('18:30:00'),
          dcChargingParameters: {
            evMaxCurrent: 400,
            evMaxVoltage: 450,
            energyAmount: 42_000,
            evMaxPower: 150_000,
            stateOfCharge: 23,
            evEnergyCapacity: 77_000,
            fullSoC: 100,
            bulkSoC: 80,
          },
        },
      }),
    );
    const [session] = rows('sessions');
    expect(rows('charging_needs')).toMatchObject([
      {
        session_id: session?.['session_id'],
        kind: 'needs',
        transfer: 'DC',
        departure_at: at('18:30:00'),
        energy_requested_wh: 42_000_000,
        power_w_max: 150_000_000,
        current_a_max: 400_000,
        voltage_v_max: 450_000,
        capacity_wh: 77_000_000,
        soc_percent: 23_000,
        soc_percent_full: 100_000,
        soc_percent_bulk: 80_000,
        discharge_power_w_max: null,
      },
    ]);
  });

  test('tells by which schedule it means to charge', () => {
    const { rows } = folded(
      begun().call('10:01:00', 'NotifyEVChargingSchedule', {
        timeBase: iso('10:01:00'),
        evseId: 1,
        chargingSchedule: {
          id: 1,
          duration: 7_200,
          chargingRateUnit: 'W',
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 11_000 },
            { startPeriod: 3_600, limit: 4_200.5 },
          ],
        },
      }),
    );
    expect(rows('charging_needs')).toMatchObject([
      {
        kind: 'schedule',
        schedule_start_at: at('10:01:00'),
        schedule_duration_s: 7_200,
        schedule_periods: 2,
        limit_unit: 'W',
        limit_min: 4_200_500,
        limit_max: 11_000_000,
      },
    ]);
  });

  test('that says nothing readable leaves unknowns, not zeros', () => {
    const { rows } = folded(
      begun().call('10:01:00', 'NotifyEVChargingNeeds', { evseId: 1, chargingNeeds: 'soon' }),
    );
    expect(rows('charging_needs')).toMatchObject([
      { energy_requested_wh: null, departure_at: null, soc_percent: null, transfer: '' },
    ]);
  });
});

describe('a limit from outside', () => {
  const set = (before: Tape, time: string, source: string, limit: number): Tape =>
    before.call(time, 'NotifyChargingLimit', {
      evseId: 1,
      chargingLimit: { chargingLimitSource: source, isGridCritical: true },
      chargingSchedule: [
        {
          id: 1,
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [{ startPeriod: 0, limit }],
        },
      ],
    });
  const cleared = (before: Tape, time: string, source: string): Tape =>
    before.call(time, 'ClearedChargingLimit', { evseId: 1, chargingLimitSource: source });

  test('lasts until it is cleared by its own source', () => {
    const story = set(begun(), '11:00:00', 'SO', 10);
    expect(folded(story).rows('charging_limits')).toMatchObject([
      {
        source: 'SO',
        is_grid_critical: true,
        limit_unit: 'A',
        limit_max: 10_000,
        cleared_at: null,
      },
    ]);
    const other = cleared(story, '11:10:00', 'EMS');
    expect(folded(other).rows('charging_limits')).toMatchObject([{ cleared_at: null }]);
    const own = cleared(other, '11:20:00', 'SO');
    expect(folded(own).rows('charging_limits')).toMatchObject([{ cleared_at: at('11:20:00') }]);
  });

  test('of the same source takes the place of the one before', () => {
    const story = set(set(begun(), '11:00:00', 'EMS', 10), '11:30:00', 'EMS', 6);
    expect(folded(story).rows('charging_limits')).toMatchObject([
      { set_at: at('11:00:00'), cleared_at: at('11:30:00') },
      { set_at: at('11:30:00'), cleared_at: null, limit_min: 6_000 },
    ]);
  });
});

test('a battery swap is a row for each battery, tied by its number', () => {
  const { rows } = folded(
    tape('ocpp2.1')
      .connected('09:59:00')
      .call('10:00:00', 'BatterySwap', {
        eventType: 'BatteryIn',
        requestId: 12,
        idToken: { idToken: 'CAFE', type: 'ISO14443' },
        batteryData: [
          { evseId: 3, serialNumber: 'B-1', soC: 12.5, soH: 97 },
          {
            evseId: 4,
            serialNumber: 'B-2',
            soC: 9,
            soH: 91,
            productionDate: '2024-05-01T00:00:00Z',
          },
        ],
      }),
  );
  expect(rows('battery_swaps')).toMatchObject([
    { port: 3, serial_number: 'B-1', request_id: '12', soc_percent: 12_500, soh_percent: 97_000 },
    { port: 4, event: 'BatteryIn', produced_at: Date.parse('2024-05-01T00:00:00Z') },
  ]);
});
