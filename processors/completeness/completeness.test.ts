// What the room `completeness` promises.

import { test } from 'vitest';
import type { FactOf } from '../facts.ts';
import { given } from '../spec.ts';
import completeness from './index.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}Z`);

const kept = (
  time: string,
  seq: number,
  more: Partial<FactOf<'EventKept'>> = {},
): FactOf<'EventKept'> => ({
  type: 'EventKept',
  at: at(time),
  kind: 'FRAME',
  direction: 'FROM_STATION',
  verdict: 'VALID',
  action: 'MeterValues',
  messageType: 2,
  connectionId: 'c1',
  seq,
  counted: true,
  ...more,
});

const connected = kept('10:00:00', 0, { kind: 'CONNECTED', direction: 'NONE', action: '' });

test('an hour counts every event once, and what of it was read', () => {
  given(
    completeness,
    connected,
    kept('10:01:00', 1),
    kept('10:01:00', 2, { direction: 'TO_STATION', messageType: 3 }),
    kept('10:02:00', 3, { verdict: 'MALFORMED' }),
  )
    .when(kept('10:03:00', 4, { verdict: 'INVALID' }))
    .thenRows({
      hour: at('10:00:00'),
      events: 5,
      frames_from_station: 3,
      frames_to_station: 1,
      folded: 2,
      unreadable: 1,
      invalid: 1,
      missing: 0,
    });
});

test('a number that is left out is missing, on its own connection alone', () => {
  given(completeness, connected, kept('10:01:00', 1))
    .when(kept('10:02:00', 4))
    .thenRows({ events: 3, missing: 2 });
  given(completeness, connected, kept('10:01:00', 1))
    .when(kept('10:02:00', 4, { connectionId: 'c2' }))
    .thenRows({ missing: 0 });
});

test('the numbers of a recording say nothing of what is missing', () => {
  given(completeness, kept('10:01:00', 1, { counted: false }))
    .when(kept('10:02:00', 900, { counted: false }))
    .thenRows({ missing: 0 });
});

test('the next hour begins anew, and an event from before it is counted where it came', () => {
  given(completeness, kept('10:59:59', 1))
    .when(kept('11:00:00', 2))
    .thenRows({ hour: at('11:00:00'), events: 1 });
  given(completeness, kept('11:00:00', 1))
    .when(kept('10:30:00', 2))
    .thenRows({ hour: at('11:00:00'), events: 2 });
});

test('heartbeats are expected for as long as the station was connected in the hour', () => {
  const agreed = { type: 'HeartbeatAgreed', at: at('10:00:00'), interval_s: 300 } as const;
  given(completeness, connected, agreed, kept('10:05:00', 1, { action: 'Heartbeat' }))
    .when(kept('10:30:00', 2, { action: 'Heartbeat' }))
    .thenRows({ heartbeats: 2, heartbeats_expected: 6 });
  const gone = kept('10:10:00', 1, { kind: 'DISCONNECTED', direction: 'NONE', action: '' });
  given(completeness, connected, agreed, gone)
    .when(kept('10:50:00', 0, { kind: 'CONNECTED', direction: 'NONE', connectionId: 'c2' }))
    .thenRows({ heartbeats_expected: 2 });
});
