// What the room `availability` promises.

import { test } from 'vitest';
import type { FactOf } from '../facts.ts';
import type { PortStatus } from '../facts/status.ts';
import { given } from '../spec.ts';
import room from './index.ts';
import { availabilityByTime } from './table.ts';

/** Each interval once; that the order of time has the same is a law of its own. */
const availability: typeof room = {
  ...room,
  step: (state, fact, context) => {
    const step = room.step(state, fact, context);
    return { ...step, rows: step.rows.filter(({ table }) => table !== availabilityByTime) };
  },
};

const at = (time: string): number => Date.parse(`2026-03-01T${time}Z`);

const status = (time: string, port: number, word: PortStatus): FactOf<'PortStatusReported'> => ({
  type: 'PortStatusReported',
  at: at(time),
  port,
  connectorId: 1,
  status: word,
  statusReported: word,
  errorCode: '',
  vendorErrorCode: '',
  info: '',
});

const connected = (
  time: string,
  more: Partial<FactOf<'StationConnected'>> = {},
): FactOf<'StationConnected'> => ({
  type: 'StationConnected',
  at: at(time),
  connectionId: 'c',
  protocol: 'ocpp1.6',
  remoteAddress: '',
  before: 'station',
  lastSeenAt: at(time),
  ...more,
});

const lost = (
  time: string,
  side: 'station' | 'gateway' = 'station',
): FactOf<'StationDisconnected'> => ({
  type: 'StationDisconnected',
  at: at(time),
  connectionId: 'c',
  code: 1006,
  reason: '',
  side,
});

const start = connected('09:00:00', { before: 'never' });

test('a port is known from its first status on', () => {
  given(availability, start)
    .when(status('09:00:05', 1, 'available'))
    .thenRows({ port: 1, started_at: at('09:00:05'), state: 'available', ended_at: null });
});

test('a change ends one interval where the next begins', () => {
  given(availability, start, status('09:00:05', 1, 'available'))
    .when(status('10:00:00', 1, 'faulted'))
    .thenRows(
      { state: 'available', started_at: at('09:00:05'), ended_at: at('10:00:00') },
      { state: 'faulted', started_at: at('10:00:00'), ended_at: null },
      { cause: 'faulted', started_at: at('10:00:00'), ended_at: null, began_unknown: false },
    );
});

test('the same status again changes nothing', () => {
  given(availability, start, status('09:00:05', 1, 'available'))
    .when(status('09:30:00', 1, 'available'))
    .thenNothing();
});

test('every port is offline from the loss of the connection on', () => {
  given(availability, start, status('09:00:05', 1, 'available'), status('09:00:05', 2, 'faulted'))
    .when(lost('11:00:00'))
    .thenRows(
      { port: 1, state: 'available', ended_at: at('11:00:00') },
      { port: 1, state: 'offline', cause: 'connection_lost', started_at: at('11:00:00') },
      { port: 1, states: ['offline'], started_at: at('11:00:00'), ended_at: null },
      { port: 2, state: 'faulted', ended_at: at('11:00:00') },
      { port: 2, state: 'offline', cause: 'connection_lost', started_at: at('11:00:00') },
      { port: 2, states: ['faulted', 'offline'], started_at: at('09:00:05'), ended_at: null },
    );
});

test('our own gateway going away is unknown, never the outage of the station', () => {
  given(availability, start, status('09:00:05', 1, 'available'))
    .when(lost('11:00:00', 'gateway'))
    .thenRows({ state: 'available' }, { state: 'unknown', cause: 'gateway_away' });
});

test('after a gateway that ended without a word, time since it last heard is unknown', () => {
  given(availability, start, status('09:00:05', 1, 'available'))
    .when(connected('12:00:00', { before: 'gateway', lastSeenAt: at('11:40:00') }))
    .thenRows(
      { state: 'available', ended_at: at('11:40:00') },
      { state: 'unknown', started_at: at('11:40:00'), ended_at: at('12:00:00') },
      { state: 'available', started_at: at('12:00:00'), ended_at: null },
    );
});

test('a status from before the reconnect holds from the reconnect on', () => {
  given(
    availability,
    start,
    status('09:00:05', 1, 'available'),
    lost('11:00:00'),
    connected('12:00:00'),
  )
    .when(status('11:30:00', 1, 'faulted'))
    .thenRows(
      { state: 'faulted', started_at: at('12:00:00'), ended_at: null },
      { states: ['offline', 'faulted'], started_at: at('11:00:00'), ended_at: null },
    );
});

test('an occupied 2.x port is charging while its transaction says that energy flows', () => {
  const charging: FactOf<'SessionUpdated'> = {
    type: 'SessionUpdated',
    at: at('10:05:00'),
    port: 1,
    sessionId: 's',
    chargingState: 'Charging',
    idToken: '',
  };
  given(availability, start, status('10:00:00', 1, 'occupied'))
    .when(charging)
    .thenRows({ state: 'occupied' }, { state: 'charging', started_at: at('10:05:00') });
  given(availability, start, status('10:00:00', 1, 'occupied'), charging)
    .when({ ...charging, at: at('10:50:00'), chargingState: 'SuspendedEV' })
    .thenRows({ state: 'charging' }, { state: 'occupied', started_at: at('10:50:00') });
});

test('of two connectors of one port the one that works speaks for it, whoever spoke last', () => {
  const second = (time: string, word: PortStatus) => ({ ...status(time, 1, word), connectorId: 2 });
  const both = [start, status('09:00:05', 1, 'faulted'), second('09:00:06', 'available')];
  given(availability, ...both)
    .when(status('10:00:00', 1, 'faulted'))
    .thenNothing();
  given(availability, ...both)
    .when(second('10:00:00', 'unavailable'))
    .thenRows(
      { state: 'available', ended_at: at('10:00:00') },
      { state: 'faulted', started_at: at('10:00:00'), ended_at: null },
      { causes: ['faulted'], ended_at: null },
    );
});

test('a fault of the station as a whole does not mark its ports', () => {
  given(availability, start, status('09:00:05', 1, 'available'))
    .when(status('10:00:00', 0, 'faulted'))
    .thenRows({ port: 0, state: 'faulted' });
});
