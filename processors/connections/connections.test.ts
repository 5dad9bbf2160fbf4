// What the room `connections` promises, and the boots that come over connections.

import { expect, test } from 'vitest';
import { foldTape } from '../../test/fold-tape.ts';
import type { Tape } from '../tape.ts';
import { at, iso, tape } from '../tape.ts';

const connections = (one: Tape) => foldTape(one).rows('connections');
const open = tape('ocpp1.6').connected('10:00:00');

test('a connection has its end, who closed it, and what came over it', () => {
  const closed = open
    .call('10:00:01', 'Heartbeat', {}, {})
    .call('10:00:02', 'Heartbeat', {}, {})
    .add('10:00:03', { direction: 'FROM_STATION', frame: '[2,', verdict: 'MALFORMED' })
    .add('10:05:00', {
      kind: 'DISCONNECTED',
      close: { code: 1001, reason: 'going away', side: 'STATION' },
    });
  expect(connections(closed)).toMatchObject([
    {
      opened_at: at('10:00:00'),
      connection_id: 'c1',
      protocol: 'ocpp1.6',
      closed_at: at('10:05:00'),
      close_code: 1001,
      close_reason: 'going away',
      closed_by: 'station',
      frames: 3,
    },
  ]);
});

test('a connection that another takes the place of ends there, and once', () => {
  const replaced = open
    .call('10:00:01', 'Heartbeat', {}, {})
    .add('10:10:00', { kind: 'CONNECTED', connectionId: 'c2' })
    .disconnected('10:10:01');
  expect(connections(replaced)).toMatchObject([
    { connection_id: 'c1', closed_at: at('10:10:00'), closed_by: 'replaced', frames: 1 },
    { connection_id: 'c2', closed_at: null, closed_by: '', frames: null },
  ]);
});

test('a connection that gave way to one of another process ends as one that was replaced', () => {
  const moved = open
    .call('10:00:01', 'Heartbeat', {}, {})
    .add('10:10:00', {
      kind: 'DISCONNECTED',
      close: { code: 4001, reason: 'replaced', side: 'GATEWAY' },
    })
    .add('10:10:01', { kind: 'CONNECTED', connectionId: 'c2', gatewayRun: 'run-2' });
  expect(connections(moved)).toMatchObject([
    { connection_id: 'c1', closed_at: at('10:10:01'), closed_by: 'replaced', frames: 1 },
    { connection_id: 'c2', closed_at: null, closed_by: '', frames: null },
  ]);
});

test('a gateway that ended without a word took its connections along when it last heard', () => {
  const crashed = open
    .call('10:00:01', 'Heartbeat', {}, {})
    .add('10:10:00', { kind: 'CONNECTED', connectionId: 'c2', gatewayRun: 'run-2' });
  expect(connections(crashed)).toMatchObject([
    { connection_id: 'c1', closed_at: at('10:00:01'), closed_by: 'gateway' },
    { connection_id: 'c2', closed_at: null },
  ]);
});

test('a boot has its answer and the boot before', () => {
  const boot = (status: string) =>
    [
      'BootNotification',
      { reason: 'PowerUp', chargingStation: { vendorName: 'V', model: 'M' } },
      { status, interval: 30, currentTime: iso('10:00:00') },
    ] as const;
  const booted = tape('ocpp2.0.1')
    .connected('10:00:00')
    .call('10:00:01', ...boot('Pending'))
    .call('10:00:31', ...boot('Accepted'));
  expect(foldTape(booted).rows('boots')).toMatchObject([
    { booted_at: at('10:00:01'), answer: 'Pending', reason: 'PowerUp', previous_at: null },
    { booted_at: at('10:00:31'), answer: 'Accepted', previous_at: at('10:00:01') },
  ]);
});
