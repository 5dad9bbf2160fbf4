// The laws of every room over histories that hold signed values, keys and charge curves.

import { describe, expect, test } from 'vitest';
import {
  begun16,
  endValue,
  fold,
  key,
  meter,
  meterOf,
  meterValue,
  signed16,
  startDocument,
  startValue,
  stopped16,
  withKey,
} from '../../../test/signing-meter.ts';
import type { OcppEvent } from '../../../schemas/events.gen.ts';
import type { Emission } from '../../define.ts';
import type { StationFold } from '../../fold.ts';
import { tape } from '../../tape.ts';
import { registeredKeys_max } from './state.ts';

const samples = meterValue(
  '10:30:00',
  { value: '106000' },
  { value: '7400', measurand: 'Power.Active.Import' },
  { value: '55', measurand: 'SoC' },
  { value: '399.9', measurand: 'Voltage', unit: 'V' },
  signed16(startDocument, 'Sample.Periodic'),
);

const { events } = stopped16(
  begun16(withKey())
    .call('10:30:00', 'MeterValues', { connectorId: 1, transactionId: 7, meterValue: [samples] })
    .add('10:45:00', key('withdraw', meter.spki))
    .add('10:46:00', key('add', meterOf(0x21).spki)),
  startValue,
  endValue,
);

interface Run {
  readonly rows: readonly Emission[];
  readonly station: StationFold;
}

const run = (told: readonly OcppEvent[], stored = false): Run => {
  let station = fold.initial;
  const rows = told.flatMap((event, offset) => {
    const step = fold.step(station, event, offset);
    station = stored ? parsed(step.station) : step.station;
    return step.rows;
  });
  return { rows, station };
};

const parsed = (station: StationFold): StationFold => {
  const copy: StationFold = JSON.parse(JSON.stringify(station));
  return copy;
};

describe('a history with signed values', () => {
  test('makes the same rows again, its state stored after every event or never', () => {
    const { rows } = run(events);
    expect(rows.map(({ table }) => table.name)).toEqual(
      expect.arrayContaining(['signed_values', 'session_signatures', 'meter_keys', 'battery']),
    );
    expect(run(events)).toEqual(run(events));
    expect(run(events, true).rows).toEqual(rows);
  });

  test('makes the same rows when every event is delivered twice', () => {
    const twice = events.flatMap((event) => [event, event]);
    expect(run(twice).rows).toEqual(run(events).rows);
  });
});

test('a station with every key, port and session that are held stays under 96 KB', () => {
  let story = tape('ocpp1.6').connected('08:00:00');
  for (let byte = 1; byte <= registeredKeys_max; byte++)
    story = story.add('08:01:00', key('add', meterOf(byte).spki));
  for (let connectorId = 1; connectorId <= 40; connectorId++) {
    const start = { connectorId, idTag: 'CAFE', meterStart: 0, timestamp: '2026-03-01T09:00:00Z' };
    const envelope = JSON.stringify({
      signedMeterData: startDocument,
      encodingMethod: 'OCMF',
      publicKey: meterOf(connectorId).spki,
    });
    const value = meterValue('09:01:00', signed16(envelope, 'Transaction.Begin'));
    const transactionId = 100 + connectorId;
    story = story
      .call('09:00:00', 'StartTransaction', start, { transactionId })
      .call('09:01:00', 'MeterValues', { connectorId, transactionId, meterValue: [value] });
  }
  const { station } = run(story.events);
  expect(JSON.stringify(station).length).toBeLessThan(96 * 1024);
});
