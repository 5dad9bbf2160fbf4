// What the room `samples` promises, and how sampled values are read on the way to it.

import { expect, test } from 'vitest';
import { foldTape } from '../../test/folded-tape.ts';
import type { Row } from '../../schemas/table.ts';
import type { SampledValue } from '../facts/meter.ts';
import { samplesPerFrame_max } from '../interpret/samples/tell.ts';
import { given } from '../spec.ts';
import { iso, tape } from '../tape.ts';
import samples from './index.ts';

const voltage: SampledValue = {
  measurand: 'Voltage',
  phase: 'L1',
  location: 'Outlet',
  context: 'Sample.Periodic',
  unit: 'V',
  value: 230_100,
  signed: false,
};

const at = Date.parse('2026-03-01T10:00:00Z');

test('each value that a meter told is a row of its own', () => {
  const values = [voltage, { ...voltage, phase: 'L2', value: 229_900 }];
  given(samples)
    .when({ type: 'ValuesSampled', at, port: 1, sessionId: 's1', values })
    .thenRows(
      { at, port: 1, session_id: 's1', measurand: 'Voltage', phase: 'L1', value: 230_100 },
      { phase: 'L2', value: 229_900 },
    );
});

const sampled16 = (...sampledValue: readonly object[]) =>
  tape('ocpp1.6').call(
    '10:00:00',
    'MeterValues',
    { connectorId: 1, meterValue: [{ timestamp: iso('10:00:00'), sampledValue }] },
    {},
  );

const columns = (row: Row, ...names: readonly string[]) => names.map((name) => row[name]);

const valuesOf = (...sampledValue: readonly object[]) =>
  foldTape(sampled16(...sampledValue))
    .rows('meter_values')
    .map((row) => columns(row, 'measurand', 'value', 'unit'));

test('a value without any tags is a register of the outlet in watt-hours, by the specification', () => {
  const [row] = foldTape(sampled16({ value: '1500.5' })).rows('meter_values');
  expect(row).toMatchObject({
    port: 1,
    measurand: 'Energy.Active.Import.Register',
    phase: '',
    location: 'Outlet',
    context: 'Sample.Periodic',
    unit: 'Wh',
    value: 1_500_500,
    signed: false,
    session_id: '',
  });
});

test.each([
  [{ value: '7.2', measurand: 'Power.Active.Import', unit: 'kW' }, 'W', 7_200_000],
  [{ value: '-3', measurand: 'Power.Reactive.Import' }, 'var', -3_000],
  [
    { value: '1.5', measurand: 'Energy.Reactive.Import.Register', unit: 'kvarh' },
    'varh',
    1_500_000,
  ],
  [{ value: '31', measurand: 'Temperature', unit: 'Celcius' }, 'Celsius', 31_000],
  [{ value: '55', measurand: 'SoC', unit: '%' }, 'Percent', 55_000],
  [{ value: '16', measurand: 'Current.Import' }, 'A', 16_000],
  [{ value: '0.98', measurand: 'Power.Factor' }, '', 980],
  [{ value: '4', measurand: 'X-Vendor.Humidity', unit: 'RH' }, 'RH', 4_000],
])('%j is told in a unit without a multiplier', (sampledValue, unit, value) => {
  expect(valuesOf(sampledValue)).toEqual([[sampledValue.measurand, value, unit]]);
});

test('a value that is no number becomes no row, nor does signed data', () => {
  const signed = { value: 'OCMF|{}|{}', format: 'SignedData' };
  expect(valuesOf({ value: 'NaN', measurand: 'Voltage' }, signed)).toEqual([]);
});

test('a multiplier of 2.x counts, and a value with a signature says so', () => {
  const said = tape('ocpp2.0.1').call(
    '10:00:00',
    'MeterValues',
    {
      evseId: 2,
      meterValue: [
        {
          timestamp: iso('10:00:00'),
          sampledValue: [
            {
              value: 12.5,
              measurand: 'Energy.Active.Import.Register',
              unitOfMeasure: { unit: 'Wh', multiplier: 3 },
              signedMeterValue: { signedMeterData: 'x', encodingMethod: 'OCMF' },
            },
          ],
        },
      ],
    },
    {},
  );
  expect(foldTape(said).rows('meter_values')).toMatchObject([
    { port: 2, value: 12_500_000, unit: 'Wh', signed: true },
  ]);
});

const at10 = iso('10:00:00');

test('a sample that is sent again is one row; another context of the same instant is another', () => {
  const sampledValue = [{ value: '230', measurand: 'Voltage' }];
  const meterValue = [{ timestamp: at10, sampledValue }];
  const clock = [
    { timestamp: at10, sampledValue: [{ ...sampledValue[0], context: 'Sample.Clock' }] },
  ];
  const said = tape('ocpp1.6')
    .call('10:00:01', 'MeterValues', { connectorId: 1, meterValue }, {})
    .call('10:00:09', 'MeterValues', { connectorId: 1, meterValue }, {})
    .call('10:00:10', 'MeterValues', { connectorId: 1, meterValue: clock }, {});
  expect(foldTape(said).rows('meter_values')).toMatchObject([
    { context: 'Sample.Periodic', value: 230_000 },
    { context: 'Sample.Clock', value: 230_000 },
  ]);
});

test('values of a transaction belong to its session and port, also those that the stop brings', () => {
  const end = {
    timestamp: iso('10:30:00'),
    sampledValue: [{ value: '1600', context: 'Transaction.End' }],
  };
  const said = tape('ocpp1.6')
    .call(
      '10:00:00',
      'StartTransaction',
      { connectorId: 2, idTag: 'T', meterStart: 1_000, timestamp: at10 },
      { transactionId: 7, idTagInfo: { status: 'Accepted' } },
    )
    .call(
      '10:30:00',
      'StopTransaction',
      { transactionId: 7, meterStop: 1_600, timestamp: iso('10:30:00'), transactionData: [end] },
      {},
    );
  const folded = foldTape(said);
  const [session] = folded.rows('sessions');
  expect(folded.rows('meter_values')).toMatchObject([
    { port: 2, session_id: session?.['session_id'], context: 'Transaction.End', value: 1_600_000 },
  ]);
});

test('a frame with more values than are kept apart is doubted, and its register still counts', () => {
  const noise = Array.from({ length: samplesPerFrame_max }, (_, i) => ({
    value: String(i),
    measurand: `X-${i}`,
  }));
  const folded = foldTape(sampled16(...noise, { value: '1500' }));
  expect(folded.rows('meter_values')).toHaveLength(samplesPerFrame_max);
  expect(folded.flags()).toEqual(['samples_left_out']);
});
