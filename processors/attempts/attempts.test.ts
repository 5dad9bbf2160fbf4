// What the room `attempts` promises.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepted, event2, meter16, start16, status16, stop16 } from '../../test/conversations.ts';
import { foldEvents, foldTape } from '../../test/folded-tape.ts';
import { histories } from '../../test/histories.ts';
import { at, tape } from '../tape.ts';

const station = () => tape('ocpp1.6').connected('10:00:00');
const yes = { idTagInfo: { status: 'Accepted' } };
const no = { idTagInfo: { status: 'Blocked' } };

const remote = (status: string) =>
  station()
    .add('10:00:00', {
      direction: 'TO_STATION',
      frame: '[2,"r1","RemoteStartTransaction",{"connectorId":1,"idTag":"TOKEN"}]',
      messageType: 2,
      messageId: 'r1',
      action: 'RemoteStartTransaction',
    })
    .add('10:00:01', {
      direction: 'FROM_STATION',
      frame: JSON.stringify([3, 'r1', { status }]),
      messageType: 3,
      messageId: 'r1',
      action: 'RemoteStartTransaction',
    });

test('a token that was accepted, and the session that came of it, are one attempt', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'Authorize', { idTag: 'TOKEN' }, yes)
      .call('10:00:30', 'StartTransaction', start16('10:00:30', 1_000), accepted(7))
      .call('10:01:00', 'StatusNotification', status16('10:01:00', 'Charging'), {})
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {}),
  );
  expect(told.rows('attempts')).toMatchObject([
    {
      path: 'authorize',
      port: 1,
      started_at: at('10:00:00'),
      ended_at: at('10:30:00'),
      auth_verdict: 'Accepted',
      outcome: 'success',
      failure: '',
      charging_at: at('10:01:00'),
      start_time_s: 60_000,
      visit_attempt: 1,
      session_id: told.rows('sessions')[0]?.['session_id'],
    },
  ]);
});

test('a token that was refused is an attempt that failed', () => {
  const told = foldTape(station().call('10:00:00', 'Authorize', { idTag: 'TOKEN' }, no));
  expect(told.rows('attempts')).toMatchObject([{ outcome: 'failed', failure: 'authorization' }]);
});

test('a permission that nobody used within five minutes was given up', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'Authorize', { idTag: 'TOKEN' }, yes)
      .call('10:10:00', 'Heartbeat', {}, {}),
  );
  expect(told.rows('attempts')).toMatchObject([
    { outcome: 'abandoned', failure: 'no_session', ended_at: at('10:05:00'), session_id: '' },
  ]);
});

test('the token that ends a session is no attempt', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:30:00', 'Authorize', { idTag: 'token' }, yes)
      .call('10:30:05', 'StopTransaction', stop16('10:30:05', 3_000), {}),
  );
  expect(told.rows('attempts')).toMatchObject([{ path: 'unknown', outcome: 'success' }]);
});

test('a remote start that the station refused is an attempt that failed', () => {
  expect(foldTape(remote('Rejected')).rows('attempts')).toMatchObject([
    { path: 'remote', port: 1, outcome: 'failed', failure: 'remote_start' },
  ]);
});

test('a remote start and its session are one attempt', () => {
  const told = foldTape(
    remote('Accepted').call('10:00:40', 'StartTransaction', start16('10:00:40', 1), accepted(7)),
  );
  expect(told.rows('attempts')).toMatchObject([
    { path: 'remote', outcome: 'open', started_at: at('10:00:01') },
  ]);
});

test('a vehicle that charges at the second attempt makes one visit of two attempts', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'Authorize', { idTag: 'TOKEN' }, no)
      .call('10:01:00', 'Authorize', { idTag: 'TOKEN' }, yes)
      .call('10:01:30', 'StartTransaction', start16('10:01:30', 1_000), accepted(7))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {}),
  );
  const [first, second] = told.rows('attempts');
  expect(first).toMatchObject({ outcome: 'failed', visit_attempt: 1 });
  expect(second).toMatchObject({ outcome: 'success', visit_attempt: 2 });
  expect(second?.['visit_id']).toBe(first?.['attempt_id']);
});

test('until it is unplugged a vehicle makes one visit, whatever token it tries', () => {
  const other = { idTag: 'OTHER' };
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:00:10', 'StatusNotification', status16('10:00:10', 'Charging'), {})
      .call('10:20:00', 'StopTransaction', stop16('10:20:00', 2_000, { reason: 'Local' }), {})
      .call('10:20:01', 'StatusNotification', status16('10:20:01', 'Finishing'), {})
      .call('11:00:00', 'StartTransaction', start16('11:00:00', 2_000, other), accepted(8)),
  );
  const rows = told.rows('attempts');
  expect(rows.map((row) => row['visit_attempt'])).toEqual([1, 2]);
  expect(new Set(rows.map((row) => row['visit_id'])).size).toBe(1);
});

test('the next vehicle on a port makes a visit of its own', () => {
  const other = { idTag: 'OTHER' };
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:00:10', 'StatusNotification', status16('10:00:10', 'Charging'), {})
      .call('10:20:00', 'StopTransaction', stop16('10:20:00', 2_000), {})
      .call('10:20:30', 'StatusNotification', status16('10:20:30', 'Available'), {})
      .call('10:22:00', 'StartTransaction', start16('10:22:00', 2_000, other), accepted(8)),
  );
  expect(told.rows('attempts').map((row) => row['visit_attempt'])).toEqual([1, 1]);
});

test('a session that reached the vehicle and delivered nothing failed for want of energy', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:00:10', 'StatusNotification', status16('10:00:10', 'SuspendedEV'), {})
      .call('10:00:20', 'StatusNotification', status16('10:00:20', 'Charging'), {})
      .call('10:10:00', 'MeterValues', meter16('10:10:00', 1_000), {})
      .call('10:20:00', 'StopTransaction', stop16('10:20:00', 1_000), {}),
  );
  expect(told.rows('attempts')).toMatchObject([{ outcome: 'failed', failure: 'no_energy' }]);
  expect(told.rows('sessions')).toMatchObject([{ outcome: 'failed', failure: 'no_energy' }]);
});

test('a 2.x session that begins with the cable is an attempt by plug', () => {
  const plugged = { evse: { id: 1 }, triggerReason: 'CablePluggedIn' };
  const told = foldTape(
    tape('ocpp2.0.1')
      .connected('10:00:00')
      .call('10:00:00', 'TransactionEvent', event2('Started', '10:00:00', [0, 0, plugged]), {}),
  );
  expect(told.rows('attempts')).toMatchObject([{ path: 'plug_in', port: 1, outcome: 'open' }]);
});

test('a token that is shown after the cable is of the attempt that the cable began', () => {
  const plugged = { evse: { id: 1 }, triggerReason: 'CablePluggedIn' };
  const idToken = { idToken: 'ABC', type: 'ISO14443' };
  const told = foldTape(
    tape('ocpp2.0.1')
      .connected('10:00:00')
      .call('10:00:00', 'TransactionEvent', event2('Started', '10:00:00', [0, 0, plugged]), {})
      .call('10:00:20', 'Authorize', { idToken }, { idTokenInfo: { status: 'Accepted' } })
      .call('10:00:25', 'TransactionEvent', event2('Updated', '10:00:25', [1, 5, { idToken }]), {})
      .call('10:30:00', 'Heartbeat', {}, {}),
  );
  expect(told.rows('attempts')).toMatchObject([
    { path: 'plug_in', id_token: 'ABC', auth_verdict: 'Accepted', outcome: 'open' },
  ]);
});

test('every session that is a transaction has one attempt, and none ends before it began', () => {
  fc.assert(
    fc.property(histories, (events) => {
      const told = foldEvents(events);
      const rows = told.rows('attempts');
      const own = rows.filter((row) => row['session_id'] !== '').map((row) => row['session_id']);
      expect(new Set(own).size).toBe(own.length);
      const sessions = told.rows('sessions').filter((row) => row['kind'] === 'transaction');
      expect(new Set(own)).toEqual(new Set(sessions.map((row) => row['session_id'])));
      for (const row of rows) {
        const ended = Number(row['ended_at'] ?? row['started_at']);
        expect(ended).toBeGreaterThanOrEqual(Number(row['started_at']));
      }
    }),
    { numRuns: 100 },
  );
});
