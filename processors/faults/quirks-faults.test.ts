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

const transfer = (time: string, data: unknown, more: object = {}) =>
  [time, 'DataTransfer', { vendorId: 'com.example', messageId: 'fault', data, ...more }] as const;

test('Q43 a fault told only by DataTransfer opens and clears, whichever way its JSON is written', () => {
  const broken = { connectorId: 2, errorCode: 'GroundFailure', timestamp: iso('10:00:00') };
  for (const data of [broken, JSON.stringify(broken), JSON.stringify(JSON.stringify(broken))]) {
    const told = foldTape(
      tape('ocpp1.6')
        .connected('09:00:00')
        .call(...transfer('10:00:01', data), { status: 'Accepted' })
        .call(...transfer('10:30:00', { connectorId: 2, errorCode: 'NoError' }), {}),
    );
    expect(told.rows('faults')).toMatchObject([
      {
        port: 2,
        error_code: 'com.example/fault',
        vendor_error_code: 'GroundFailure',
        mrec_code: 'CX002',
        opened_at: at('10:00:00'),
        cleared_at: at('10:30:00'),
      },
    ]);
  }
});

test('Q43 the status that EVBox tells in a text is read where it names an error', () => {
  const told = (error: string) => {
    const data = `1,Faulted,${error},Relay stuck.,0,Red,1,{20,8016,10},{0,0},0,2026-03-01T10:00:00Z,1`;
    const more = { vendorId: 'EV-BOX', messageId: 'evbStatusNotification' };
    const on = tape('ocpp1.6').connected('09:00:00');
    return foldTape(on.call(...transfer('10:00:01', data, more), {})).rows('faults');
  };
  expect(told('NoError')).toEqual([]);
  expect(told('PowerSwitchFailure')).toMatchObject([
    { port: 1, vendor_error_code: 'PowerSwitchFailure', info: 'Relay stuck.' },
  ]);
});

test('Q58 other vendor data is a notice, without what is secret', () => {
  const data = JSON.stringify(JSON.stringify({ soc: 20, apiKey: 'hidden' }));
  const on = tape('ocpp2.0.1').connected('09:00:00');
  const told = foldTape(on.call(...transfer('10:00:01', data), { status: 'Accepted' }));
  expect(told.rows('notices')).toMatchObject([
    { message: 'DataTransfer', subject: 'com.example/fault', detail: 'soc=20' },
  ]);
});

test('what a quirk card states of a fault code is its MREC, from the card on', () => {
  const card = { id: 'own', version: 1, faultCodes: [{ vendorErrorCode: 'E17', mrec: 'CX018' }] };
  const fault = (time: string, connectorId: number) =>
    [
      time,
      'StatusNotification',
      status16(time, 'Charging', { connectorId, errorCode: 'OtherError', vendorErrorCode: 'E17' }),
      {},
    ] as const;
  const told = foldTape(
    tape('ocpp1.6')
      .connected('09:00:00')
      .call(...fault('10:00:00', 1))
      .add('10:10:00', { kind: 'OVERRIDE', frame: JSON.stringify({ quirk_card: card }) })
      .call(...fault('10:20:00', 2)),
  );
  expect(told.rows('faults')).toMatchObject([{ mrec_code: '' }, { mrec_code: 'CX018' }]);
});

test('a card with a fault code that is none of the list is flagged, and changes nothing', () => {
  const card = { id: 'own', version: 1, faultCodes: [{ vendorErrorCode: 'E17', mrec: 'CX999' }] };
  const on = tape('ocpp1.6').connected('09:00:00');
  const frame = JSON.stringify({ quirk_card: card });
  expect(foldTape(on.add('10:00:00', { kind: 'OVERRIDE', frame })).flags()).toEqual([
    'override_unreadable',
  ]);
});
