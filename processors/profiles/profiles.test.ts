// What the room `profiles` promises: how well a station behaves, by day.

import { expect, test } from 'vitest';
import { foldTape } from '../../test/folded-tape.ts';
import type { FactOf } from '../facts.ts';
import { given } from '../spec.ts';
import { iso, tape } from '../tape.ts';
import profiles from './index.ts';

const at = (time: string, day = '01'): number => Date.parse(`2026-03-${day}T${time}Z`);

const heard = (time: string, more: Partial<FactOf<'EventKept'>> = {}): FactOf<'EventKept'> => ({
  type: 'EventKept',
  at: at(time),
  kind: 'FRAME',
  direction: 'FROM_STATION',
  verdict: 'VALID',
  action: 'MeterValues',
  messageType: 2,
  connectionId: 'c1',
  seq: 1,
  counted: true,
  ...more,
});

const connected = (time: string): FactOf<'StationConnected'> => ({
  type: 'StationConnected',
  at: at(time),
  connectionId: 'c1',
  protocol: 'ocpp1.6',
  remoteAddress: '',
  before: 'never',
  lastSeenAt: at(time),
});

const booted = (time: string): FactOf<'StationBooted'> => ({
  type: 'StationBooted',
  at: at(time),
  vendor: 'V',
  model: 'M',
  serialNumber: '',
  firmwareVersion: '',
  reason: '',
});

const delivered = (time: string, registerTo_mwh: number): FactOf<'EnergyDelivered'> => ({
  type: 'EnergyDelivered',
  at: at(time),
  port: 1,
  sessionId: null,
  from: at(time) - 60_000,
  to: at(time),
  energy_mwh: 1,
  registerFrom_mwh: 0,
  registerTo_mwh,
});

test('frames are counted, and those that are unreadable or out of schema apart', () => {
  given(profiles, heard('10:00:00'), heard('10:00:30', { verdict: 'MALFORMED' }))
    .when(heard('10:02:00', { verdict: 'INVALID' }))
    .thenRows({ day: at('00:00:00'), frames: 3, bad_frames: 2 });
});

test('a clock that was estimated says how far it is off, and the next day goes on from it', () => {
  const clock = {
    type: 'ClockEstimated',
    offset_ms: 7_200_400,
    spread_ms: 1_600,
    samples: 5,
  } as const;
  given(profiles, heard('10:00:00'))
    .when({ ...clock, at: at('10:00:01') })
    .thenRows({ clock_offset_s: 7_200, clock_spread_s: 2 });
  given(profiles, heard('10:00:00'), { ...clock, at: at('10:00:01') })
    .when(heard('10:00:00', { at: at('00:00:05', '02') }))
    .thenRows({ day: at('00:00:00', '02'), frames: 1, clock_offset_s: 7_200 });
});

test('a day that is over counts its last frames too, which were not worth a row of their own', () => {
  const next = at('00:10:00', '02');
  given(profiles, heard('23:59:00'), heard('23:59:20'), heard('23:59:40'))
    .when(heard('10:00:00', { at: next }))
    .thenRows(
      { day: at('00:00:00'), updated_at: at('23:59:40'), frames: 3 },
      { day: at('00:00:00', '02'), updated_at: next, frames: 1 },
    );
});

test('over a quarter of an hour without a frame is a silent spell, a disconnected one is not', () => {
  given(profiles, heard('10:00:00'))
    .when(heard('10:20:00'))
    .thenRows({ silent_spells: 1, silence_s: 1_200 });
  const gone = heard('10:00:10', { kind: 'DISCONNECTED', direction: 'NONE', action: '' });
  given(profiles, heard('10:00:00'), gone).when(heard('10:20:00')).thenRows({ silent_spells: 0 });
});

test('connections within a minute and boots within five of each other are loops', () => {
  given(profiles, connected('10:00:00'), connected('10:00:30'))
    .when(connected('10:05:00'))
    .thenRows({ connections: 3, reconnect_loops: 1 });
  given(profiles, booted('10:00:00'), booted('10:04:00'))
    .when(booted('10:20:00'))
    .thenRows({ boots: 3, boot_loops: 1 });
});

test('the step of a meter is the greatest that all of its readings are multiples of', () => {
  given(profiles, delivered('10:00:00', 1_200_000), delivered('10:01:00', 1_500_000))
    .when(delivered('10:03:00', 1_800_000))
    .thenRows({ register_step_wh: 300_000 });
});

test('through a whole day of frames the profile shows in the table', () => {
  const heartbeat = (time: string) => [time, 'Heartbeat', {}, { currentTime: iso(time) }] as const;
  const said = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:00:01', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }, {})
    .call(...heartbeat('10:05:00'))
    .call(...heartbeat('10:10:00'))
    .call(...heartbeat('10:40:00'));
  expect(foldTape(said).rows('station_quality')).toMatchObject([
    { frames: 4, boots: 1, connections: 1, silent_spells: 1, heartbeat_interval_s: 1_800 },
  ]);
});
