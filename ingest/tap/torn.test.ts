// What a power cut or a failing disk leaves of the lines of the spool, and what is told of it.

import { expect, test } from 'vitest';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { eventOf } from '../event.ts';
import { lineOf } from './line-of-event.ts';
import { readStretch, whyTorn } from './torn.ts';

const origin = {
  tenant: 'default',
  stationId: 'CS "1"',
  connectionId: 'c1',
  gatewayId: 'tap-1',
  gatewayRun: 'run-1',
  protocol: 'ocpp1.6',
  source: 'TAP' as const,
};

const frame = (seq: number): OcppEvent =>
  eventOf(
    origin,
    { seq, recordedAt: 1_000 + seq },
    { kind: 'FRAME', direction: 'FROM_STATION', frame: '[2,"1","Heartbeat",{}]' },
  );

const owner = { tenant: 'default', gatewayId: 'tap-1', gatewayRun: 'run-2', clock: () => 9 };

const read = (...lines: readonly string[]) =>
  readStretch({ lines, from: { segment: 3, offset: 70 }, to: { segment: 3, offset: 900 } }, owner);

const half = (seq: number): string => lineOf(frame(seq)).slice(0, -40);

const told = (event: OcppEvent | undefined): unknown => JSON.parse(event?.frame ?? 'null');

test('half a line is told at its own number, as an event of its station', () => {
  const { events, torn } = read(lineOf(frame(4)), half(5), lineOf(frame(6)));
  expect(torn).toBe(1);
  expect(events.map(({ kind, seq, stationId }) => [kind, seq, stationId])).toEqual([
    ['FRAME', 4, 'CS "1"'],
    ['UNRECORDED', 5, 'CS "1"'],
    ['FRAME', 6, 'CS "1"'],
  ]);
  expect(told(events[1])).toEqual({
    type: 'Unrecorded',
    events: 1,
    from: 1005,
    to: 1005,
    reason: whyTorn,
  });
  expect(events[1]?.eventId).toBe('c1/5');
});

test('lines of which nothing is left are told together, by the tap, and once when read again', () => {
  const lines = [lineOf(frame(4)), '\0\0\0', 'x', '', lineOf(frame(8)), '{"eventId":"c1/9","ten'];
  const { events, torn } = read(...lines);
  expect(torn).toBe(4);
  expect(events.map(({ kind, stationId }) => [kind, stationId])).toEqual([
    ['FRAME', 'CS "1"'],
    ['UNRECORDED', ''],
    ['FRAME', 'CS "1"'],
    ['UNRECORDED', ''],
  ]);
  expect(told(events[1])).toMatchObject({ events: 3, from: 1004, to: 9000 });
  expect(told(events[3])).toMatchObject({ events: 1, from: 1008, to: 9000 });
  const again = read(...lines).events.map(({ eventId }) => eventId);
  expect(again).toEqual(events.map(({ eventId }) => eventId));
  expect(new Set(again).size).toBe(4);
});

test('a line whose number does not agree with its connection is not put down to a station', () => {
  const { events } = read(half(5).replace('"connectionId":"c1"', '"connectionId":"c2"'));
  expect(events.map(({ stationId, gatewayId }) => [stationId, gatewayId])).toEqual([['', 'tap-1']]);
});
