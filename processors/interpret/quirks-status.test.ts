// Defects of statuses and boots in the field, and how each is treated.

import { expect, test } from 'vitest';
import { status16 } from '../../test/conversations.ts';
import { foldTape } from '../../test/folded-tape.ts';
import { at, iso, tape } from '../tape.ts';
import type { Tape } from '../tape.ts';

const station = (): Tape => tape('ocpp1.6').connected('09:00:00');

/** A status told at one time of what was at another. */
const told = (one: Tape, heard: string, [time, word, more]: readonly [string, string, object?]) =>
  one.call(heard, 'StatusNotification', status16(time, word, more), {});

const lineOf = (one: Tape, port = 1) =>
  foldTape(one)
    .rows('availability')
    .filter((row) => row['port'] === port && row['started_at'] !== row['ended_at'])
    .sort((a, b) => Number(a['started_at']) - Number(b['started_at']));

test('Q36 a fault of the station as a whole is no outage of a port that works', () => {
  const one = told(told(station(), '09:00:01', ['09:00:01', 'Available']), '10:00:00', [
    '10:00:00',
    'Faulted',
    { connectorId: 0 },
  ]);
  expect(lineOf(one)).toMatchObject([{ state: 'available', ended_at: null }]);
  expect(foldTape(one).rows('outages')).toEqual([]);
  expect(lineOf(one, 0)).toMatchObject([{ state: 'faulted' }]);
});

test('Q37 a status without a time holds from its receipt on', () => {
  const bare = { connectorId: 1, status: 'Available', errorCode: 'NoError' };
  const one = station().call('09:30:00', 'StatusNotification', bare, {});
  expect(lineOf(one)).toMatchObject([{ started_at: at('09:30:00'), state: 'available' }]);
  expect(foldTape(one).flags()).toEqual([]);
});

test('Q38 an old status told again neither overwrites the newer one nor counts as news', () => {
  const first = told(station(), '09:00:01', ['09:00:01', 'Faulted', { errorCode: 'OtherError' }]);
  const second = told(first, '10:00:00', ['10:00:00', 'Available']);
  const again = told(second, '11:00:00', ['09:00:01', 'Faulted', { errorCode: 'OtherError' }]);
  expect(lineOf(again)).toEqual(lineOf(second));
  expect(foldTape(again).rows('faults')).toEqual(foldTape(second).rows('faults'));
  expect(foldTape(again).flags()).toEqual([]);
});

test('Q39 a status that comes late is put into its place, and flagged', () => {
  const one = told(
    told(told(station(), '09:00:01', ['09:00:01', 'Available']), '11:00:00', [
      '11:00:00',
      'Available',
    ]),
    '11:20:00',
    ['10:00:00', 'Faulted', { errorCode: 'OtherError' }],
  );
  expect(lineOf(one)).toMatchObject([
    { state: 'available', ended_at: at('10:00:00') },
    { state: 'faulted', ended_at: at('11:00:00') },
    { state: 'available', ended_at: null },
  ]);
  expect(foldTape(one).rows('outages')).toMatchObject([
    { started_at: at('10:00:00'), ended_at: at('11:00:00'), states: ['faulted'] },
  ]);
  expect(foldTape(one).flags()).toEqual(['status_late']);
});

test('Q39 a status older than all that are remembered is left out, and flagged', () => {
  let one = station();
  for (let minute = 10; minute < 50; minute++) {
    const time = `09:${minute}:00`;
    one = told(one, time, [time, 'Available']);
  }
  const late = told(one, '10:00:00', ['09:05:00', 'Faulted']);
  expect(lineOf(late)).toEqual(lineOf(one));
  expect(foldTape(late).flags()).toEqual(['status_too_late', 'fault_unnamed']);
});

test('Q40 a port that flaps is flagged once in an hour, and every change counts', () => {
  let one = station();
  for (let minute = 0; minute < 50; minute++) {
    const time = `10:${String(minute).padStart(2, '0')}:00`;
    one = told(one, time, [time, minute % 2 === 0 ? 'Available' : 'Unavailable']);
  }
  expect(lineOf(one)).toHaveLength(50);
  expect(foldTape(one).rows('outages')).toHaveLength(25);
  expect(foldTape(one).flags()).toEqual(['status_flapping']);
});

test('Q46 a port that was Finishing for half a day counts as occupied, and is flagged', () => {
  const first = told(station(), '09:00:01', ['09:00:01', 'Finishing']);
  const one = told(first, '22:00:00', ['22:00:00', 'Available']);
  expect(lineOf(one)).toMatchObject([{ state: 'occupied' }, { state: 'available' }]);
  expect(foldTape(one).flags()).toEqual(['port_stuck']);
});

test('Q47 neither silence nor a storm of heartbeats is an outage while the line is up', () => {
  let one = told(station(), '09:00:01', ['09:00:01', 'Available']);
  for (let second = 10; second < 60; second++)
    one = one.call(`12:00:${second}`, 'Heartbeat', {}, { currentTime: iso('12:00:00') });
  expect(lineOf(one)).toMatchObject([{ state: 'available', ended_at: null }]);
  expect(foldTape(one).rows('outages')).toEqual([]);
});

test('Q48 a station that boots again and again is flagged, and a boot alone is no outage', () => {
  let one = told(station(), '09:00:01', ['09:00:01', 'Available']);
  const boot = { chargePointVendor: 'V', chargePointModel: 'M' };
  const answer = { currentTime: iso('10:00:00'), interval: 300, status: 'Accepted' };
  for (let second = 10; second < 20; second++)
    one = one.call(`10:00:${second}`, 'BootNotification', boot, answer);
  expect(foldTape(one).rows('outages')).toEqual([]);
  expect(foldTape(one).flags()).toEqual(['boot_loop']);
});

test('Q49 a security event told hours later stands at its own time, and is flagged', () => {
  const event = { type: 'TamperDetectionActivated', timestamp: iso('10:00:00') };
  const one = station().call('20:00:00', 'SecurityEventNotification', event, {});
  expect(foldTape(one).rows('security_events')).toHaveLength(1);
  expect(foldTape(one).flags()).toEqual(['security_event_late']);
});

test('a port is unavailable by the operator where we ordered it, else by the station', () => {
  const ordered = told(station(), '09:00:01', ['09:00:01', 'Available'])
    .ask('10:00:00', 'ChangeAvailability', { connectorId: 1, type: 'Inoperative' })
    .reply('10:00:02', { status: 'Accepted' });
  expect(lineOf(told(ordered, '10:00:03', ['10:00:01', 'Unavailable']))).toMatchObject([
    { state: 'available' },
    { state: 'unavailable', cause: 'operator', started_at: at('10:00:01') },
  ]);
  const own = told(station(), '09:00:01', ['09:00:01', 'Unavailable']);
  expect(lineOf(own)).toMatchObject([{ state: 'unavailable', cause: 'station' }]);
});
