// Tapped traffic and terminated traffic make the same tables where the answers are equal.

import { expect, test } from 'vitest';
import { ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { foldEvents } from './folded-tape.ts';
import { findRooms } from '../app/rooms.ts';
import { startRig } from './gateway-rig.ts';
import { jsonCodec } from './json-codec.ts';
import { startTapRig } from './tap-rig.ts';
import { connectStation } from './wire-station.ts';

const at = (minute: number): string => `2026-01-31T12:${String(minute).padStart(2, '0')}:00Z`;

/** A clock that stands still unless it is moved: both recordings of a frame share its instant. */
const openClock = () => {
  let now = Date.parse('2026-01-31T12:00:00Z');
  return { now: () => now, move: (to: string) => void (now = Date.parse(to)) };
};

const boot = { chargePointVendor: 'V', chargePointModel: 'M', firmwareVersion: '1.2' };
const sample = (minute: number, value: string) => ({
  connectorId: 1,
  transactionId: 0,
  meterValue: [{ timestamp: at(minute), sampledValue: [{ value }] }],
});

test('a visit recorded by the tap and by the gateway behind it gives equal tables', async () => {
  const clock = openClock();
  const behind = await startRig({ clock: clock.now, gatewayId: 'gw' });
  const rig = await startTapRig(behind.url('').slice(0, -1), { clock: clock.now });
  const station = await connectStation(rig.url('CS-1'), 'ocpp1.6');
  const say = (minute: number, action: string, payload: object) => {
    clock.move(at(minute));
    return station.call(action, payload);
  };
  await say(0, 'BootNotification', boot);
  const status = { connectorId: 1, errorCode: 'NoError', timestamp: at(1) };
  await say(1, 'StatusNotification', { ...status, status: 'Preparing' });
  await say(1, 'Authorize', { idTag: 'TAG' });
  const start = { connectorId: 1, idTag: 'TAG', timestamp: at(2), meterStart: 1000 };
  const [, , { transactionId }] = (await say(2, 'StartTransaction', start)) as [
    number,
    string,
    { readonly transactionId: number },
  ];
  for (const [minute, value] of [
    [10, '1400'],
    [25, '2600.5'],
  ] as const) {
    await say(minute, 'MeterValues', { ...sample(minute, value), transactionId });
  }
  await say(30, 'StopTransaction', { transactionId, timestamp: at(30), meterStop: 3000 });
  await say(31, 'StatusNotification', { ...status, timestamp: at(31), status: 'Faulted' });
  await say(32, 'Heartbeat', {});
  clock.move(at(33));
  await station.close();
  await Promise.all([rig.told('CS-1', 'DISCONNECTED'), behind.told('CS-1', 'DISCONNECTED')]);

  const codec = jsonCodec<OcppEvent>();
  const [tapped, terminated] = [rig.log, behind.log].map((log) =>
    log
      .records(ocppTopic)
      .map(({ value }) => codec.decode(value))
      .filter(({ stationId }) => stationId === 'CS-1'),
  ) as [OcppEvent[], OcppEvent[]];
  // Ids of sessions are made of ids of events: those of both recordings get one name.
  const named = (events: readonly OcppEvent[]): readonly OcppEvent[] =>
    events.map((one) => ({ ...one, connectionId: 'c', eventId: `c/${one.seq}` }));
  const rooms = await findRooms();
  const tables = rooms.flatMap((room) => room.tables.map(({ name }) => name));
  const ours = foldEvents(named(tapped));
  const theirs = foldEvents(named(terminated));
  expect(theirs.rows('sessions')).toHaveLength(1);
  for (const table of tables) {
    expect([table, ours.rows(table)]).toEqual([table, theirs.rows(table)]);
  }
  await rig.stop();
  await behind.gateway.stop();
});
