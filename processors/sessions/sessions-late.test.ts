// What the room `sessions` makes of corrections, and what it holds.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepted, meter16, start16, stop16 } from '../../test/conversations.ts';
import { foldEvents, foldTape } from '../../test/folded-tape.ts';
import { histories } from '../../test/histories.ts';
import { endedSessions_max } from '../ended.ts';
import type { Tape } from '../tape.ts';
import { at, tape } from '../tape.ts';
import { openSessionsLimit } from './index.ts';

test('a session says by which event it was last changed', () => {
  const told = foldTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ first_event_id: 'c1/2', last_event_id: 'c1/4' }]);
});

test('a session knows the model and the firmware with which it began', () => {
  const boot = (firmwareVersion: string) => ({
    chargePointVendor: 'Elbil AB',
    chargePointModel: 'M-1',
    firmwareVersion,
  });
  const told = foldTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:00', 'BootNotification', boot('1.0'), {})
      .call('10:00:10', 'StartTransaction', start16('10:00:10', 1_000), accepted(7))
      .call('10:05:00', 'BootNotification', boot('1.1'), {})
      .call('10:10:00', 'MeterValues', meter16('10:10:00', 2_000), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ model: 'M-1', firmware_version: '1.0' }]);
});

test('repeated events change nothing of sessions and attempts', () => {
  fc.assert(
    fc.property(histories, (events) => {
      const twice = foldEvents(events.flatMap((event) => [event, event]));
      const once = foldEvents(events);
      expect(twice.rows('sessions')).toEqual(once.rows('sessions'));
      expect(twice.rows('attempts')).toEqual(once.rows('attempts'));
    }),
    { numRuns: 100 },
  );
});

test('a hub whose every connector charges, after many sessions, is held in 96 KB', () => {
  const token = '0123456789ABCDEF0123456789ABCDEF0123';
  const start = (all: Tape, connectorId: number, id: number): Tape =>
    all.call(
      '10:00:00',
      'StartTransaction',
      start16('10:00:00', 1_000 + id, { connectorId, idTag: token + id }),
      accepted(1_000_000_000 + id),
    );
  let all = tape('ocpp1.6', { connectionId: '019ca6b3-e38e-7d59-a489-9c57c531f194' });
  for (let id = 0; id < endedSessions_max; id++) {
    const stop = stop16('10:00:00', 9_000, { transactionId: 1_000_000_000 + id });
    all = start(all, 1, id).call('10:00:00', 'StopTransaction', stop, {});
  }
  for (let id = 1; id <= openSessionsLimit; id++) all = start(all, id, 100 + id);
  const { station } = foldTape(all);
  expect(JSON.stringify(station).length).toBeLessThan(96 * 1024);
});

test('a row says when its last change was received, which never goes back', () => {
  const began = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7));
  const changedAt = (told: Tape) => foldTape(told).rows('sessions')[0]?.['changed_at'];
  expect(changedAt(began)).toBe(at('10:00:00'));
  const read = began.call('10:10:00', 'MeterValues', meter16('10:09:58', 2_000), {});
  expect(changedAt(read)).toBe(at('10:10:00'));
  // A heartbeat changes no session.
  expect(changedAt(read.call('10:11:00', 'Heartbeat', {}, {}))).toBe(at('10:10:00'));
  // Another gateway, with a clock that is behind, receives the end.
  const ended = read.call('10:09:00', 'StopTransaction', stop16('10:20:00', 3_000), {});
  expect(changedAt(ended)).toBe(at('10:10:00'));
});
