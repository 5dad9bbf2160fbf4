// Defects in how stations tell their faults, and how each is treated.

import { expect, test } from 'vitest';
import { status16 } from '../../test/conversations.ts';
import { foldTape } from '../../test/folded-tape.ts';
import { at, iso, tape } from '../tape.ts';

const status = (word: string, more: object = {}) =>
  foldTape(
    tape('ocpp1.6')
      .connected('09:00:00')
      .call('10:00:00', 'StatusNotification', status16('10:00:00', word, more), {})
      .call('10:30:00', 'StatusNotification', status16('10:30:00', 'Available'), {}),
  );

test('Q41 an error while a port works is a warning and no outage, Faulted is always a fault', () => {
  const warned = status('Finishing', { errorCode: 'WeakSignal' });
  expect(warned.rows('faults')).toMatchObject([
    { error_code: 'WeakSignal', severity: 'warning', mrec_code: 'CX007', recovery_s: 1_800_000 },
  ]);
  expect(warned.rows('outages')).toEqual([]);
  const faulted = status('Faulted', { errorCode: 'NoError' });
  expect(faulted.rows('faults')).toMatchObject([{ error_code: 'Faulted', severity: 'fault' }]);
  expect(faulted.rows('outages')).toMatchObject([{ states: ['faulted'] }]);
});

test('Q41 Faulted without an error code is a fault without a name, and flagged', () => {
  expect(status('Faulted', { errorCode: 'NoError' }).flags()).toEqual(['fault_unnamed']);
  expect(status('Faulted', { errorCode: 'GroundFailure' }).flags()).toEqual([]);
});

test('Q36 a fault of connector 0 is one of the station, flagged; no port is down by it', () => {
  const told = status('Faulted', { connectorId: 0, errorCode: 'InternalError' });
  expect(told.rows('faults')).toMatchObject([{ port: 0, error_code: 'InternalError' }]);
  expect(told.rows('outages')).toEqual([]);
  expect(told.flags()).toEqual(['fault_of_station']);
});

test('Q42 an errorCode of no list is OtherError, kept as it was sent, and flagged', () => {
  const told = status('Faulted', { errorCode: 'Error' });
  expect(told.rows('faults')).toMatchObject([
    { error_code: 'OtherError', error_code_reported: 'Error' },
  ]);
  expect(told.flags()).toEqual(['error_code_unknown']);
});

test('Q43 a fault told only by the code of its vendor is told apart by it', () => {
  const vendor = { vendorId: 'https://chargex.inl.gov', vendorErrorCode: 'CX008' };
  const told = status('Faulted', { errorCode: 'OtherError', info: 'pressed', ...vendor });
  expect(told.rows('faults')).toMatchObject([
    { error_code: 'OtherError', vendor_error_code: 'CX008', mrec_code: 'CX008', info: 'pressed' },
  ]);
});

test('Q44 a vendor code of nothing but zeros says that nothing is wrong', () => {
  expect(status('Charging', { vendorErrorCode: '0x0000' }).rows('faults')).toEqual([]);
  expect(status('Faulted', { vendorErrorCode: '0000' }).rows('faults')).toMatchObject([
    { vendor_error_code: '' },
  ]);
});

const event = (time: string, variable: string, more: object) => ({
  generatedAt: iso(time),
  seqNo: 0,
  eventData: [
    {
      eventId: 1,
      timestamp: iso(time),
      trigger: 'Alerting',
      eventNotificationType: 'HardWiredNotification',
      component: { name: 'EVSE', evse: { id: 1 } },
      variable: { name: variable },
      ...more,
    },
  ],
});

test('Q45 faults and availability of 2.x are read from NotifyEvent', () => {
  const problem = { actualValue: 'true', techCode: 'evse_manager/MREC9AuthorizationTimeout' };
  const told = foldTape(
    tape('ocpp2.0.1')
      .connected('09:00:00')
      .call(
        '09:00:01',
        'NotifyEvent',
        event('09:00:01', 'AvailabilityState', { actualValue: 'Available' }),
        {},
      )
      .call('10:00:00', 'NotifyEvent', event('10:00:00', 'Problem', problem), {})
      .call(
        '10:00:01',
        'NotifyEvent',
        event('10:00:01', 'AvailabilityState', { actualValue: 'Faulted' }),
        {},
      )
      .call(
        '11:00:00',
        'NotifyEvent',
        event('11:00:00', 'Problem', { ...problem, cleared: true }),
        {},
      )
      .call(
        '11:00:01',
        'NotifyEvent',
        event('11:00:01', 'AvailabilityState', { actualValue: 'Available' }),
        {},
      ),
  );
  expect(told.rows('faults')).toContainEqual(
    expect.objectContaining({
      error_code: 'EVSE/Problem',
      mrec_code: 'CX009',
      cleared_at: at('11:00:00'),
      recovery_s: 3_600_000,
    }),
  );
  expect(told.rows('outages')).toMatchObject([
    { port: 1, started_at: at('10:00:01'), ended_at: at('11:00:01'), states: ['faulted'] },
  ]);
});

test('the time between two faults of a port is told with the second', () => {
  const faulted = { errorCode: 'GroundFailure' };
  const told = foldTape(
    tape('ocpp1.6')
      .connected('09:00:00')
      .call('10:00:00', 'StatusNotification', status16('10:00:00', 'Faulted', faulted), {})
      .call('10:30:00', 'StatusNotification', status16('10:30:00', 'Available'), {})
      .call('12:30:00', 'StatusNotification', status16('12:30:00', 'Faulted', faulted), {}),
  );
  expect(told.rows('faults')).toMatchObject([
    { since_previous_s: null, recovery_s: 1_800_000 },
    { since_previous_s: 7_200_000, recovery_s: null },
  ]);
});
