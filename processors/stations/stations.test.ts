// What the room `stations` promises.

import { test } from 'vitest';
import type { FactOf } from '../facts.ts';
import { given } from '../spec.ts';
import stations from './index.ts';

const connected: FactOf<'StationConnected'> = {
  type: 'StationConnected',
  at: 1_000,
  connectionId: 'c',
  protocol: 'ocpp2.0.1',
  remoteAddress: '',
  before: 'never',
  lastSeenAt: 1_000,
};

const booted: FactOf<'StationBooted'> = {
  type: 'StationBooted',
  at: 2_000,
  vendor: 'Vendor',
  model: 'Model 22',
  serialNumber: 'SN-1',
  firmwareVersion: '1.2.3',
  reason: 'PowerUp',
};

test('a station is known from its first connection on', () => {
  given(stations)
    .when(connected)
    .thenRows({ station_id: 'CS-1', connected: true, protocol: 'ocpp2.0.1', first_seen_at: 1_000 });
});

test('a boot says who it is', () => {
  given(stations, connected)
    .when(booted)
    .thenRows({ model: 'Model 22', firmware_version: '1.2.3', last_booted_at: 2_000 });
});

test('a station that has left keeps what is known of it', () => {
  given(stations, connected, booted)
    .when({
      type: 'StationDisconnected',
      at: 3_000,
      connectionId: 'c',
      code: 1006,
      reason: '',
      side: 'station',
    })
    .thenRows({ connected: false, model: 'Model 22', last_seen_at: 3_000 });
});
