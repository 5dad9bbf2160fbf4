// Generated histories of one station: plausible mostly, then late, repeated, cut off and wrong.

import fc from 'fast-check';
import { tape } from '../processors/tape.ts';
import type { Tape } from '../processors/tape.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';

type Step =
  | { readonly do: 'connect' | 'lose' | 'leave' | 'heartbeat' | 'garbage' }
  | { readonly do: 'status'; readonly port: number; readonly word: number }
  | { readonly do: 'start' | 'stop'; readonly port: number }
  | { readonly do: 'meter'; readonly port: number; readonly wh: number; readonly late: boolean };

const port = fc.integer({ min: 0, max: 2 });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('connect', 'lose', 'leave', 'heartbeat', 'garbage') }),
  fc.record({ do: fc.constant('status' as const), port, word: fc.nat(4) }),
  fc.record({ do: fc.constantFrom('start', 'stop'), port }),
  fc.record({
    do: fc.constant('meter' as const),
    port,
    wh: fc.integer({ min: -50, max: 5_000 }),
    late: fc.boolean(),
  }),
);

const gaps = fc.integer({ min: 0, max: 40 * 60 });

interface World {
  readonly tape: Tape;
  readonly seconds: number;
  readonly register_wh: number;
  readonly connection: number;
}

const clock = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 1) + seconds * 1000).toISOString().slice(11, 19);

const instant = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 1) + seconds * 1000).toISOString();

const words16 = ['Available', 'Charging', 'SuspendedEV', 'Faulted', 'Unavailable'];
const words2 = ['Available', 'Occupied', 'Reserved', 'Faulted', 'Unavailable'];

/** What a step makes the station say, by family. */
type Speech = (world: World, step: Step) => Tape;

const speak16: Speech = (world, one) => {
  const time = clock(world.seconds);
  const timestamp = instant(world.seconds);
  switch (one.do) {
    case 'status': {
      const status = words16[one.word];
      const errorCode = status === 'Faulted' ? 'GroundFailure' : 'NoError';
      const payload = { connectorId: one.port, status, errorCode, timestamp };
      return world.tape.call(time, 'StatusNotification', payload, {});
    }
    case 'start': {
      const meterStart = Math.floor(world.register_wh);
      const payload = { connectorId: one.port, idTag: 'T', meterStart, timestamp };
      return world.tape.call(time, 'StartTransaction', payload, { transactionId: 100 + one.port });
    }
    case 'stop': {
      const meterStop = Math.floor(world.register_wh);
      const payload = { transactionId: 100 + one.port, meterStop, timestamp };
      return world.tape.call(time, 'StopTransaction', payload, {});
    }
    case 'meter': {
      const at = instant(world.seconds - (one.late ? 3_600 : 0));
      const sampledValue = [{ value: String(world.register_wh) }, { value: '7', measurand: 'SoC' }];
      const meterValue = [{ timestamp: at, sampledValue }];
      return world.tape.call(time, 'MeterValues', { connectorId: one.port, meterValue }, {});
    }
    case 'connect':
    case 'lose':
    case 'leave':
    case 'heartbeat':
    case 'garbage':
      return line(world, one);
  }
};

const speak2: Speech = (world, one) => {
  const time = clock(world.seconds);
  const timestamp = instant(world.seconds);
  const event = (eventType: string, id: number, more: object) =>
    world.tape.call(time, 'TransactionEvent', {
      eventType,
      timestamp,
      seqNo: 0,
      transactionInfo: { transactionId: `T${id}`, chargingState: 'Charging' },
      evse: { id },
      ...more,
    });
  const meterValue = (at: string) => ({
    meterValue: [{ timestamp: at, sampledValue: [{ value: world.register_wh }] }],
  });
  switch (one.do) {
    case 'status': {
      const payload = {
        evseId: one.port,
        connectorId: 1,
        connectorStatus: words2[one.word],
        timestamp,
      };
      return world.tape.call(time, 'StatusNotification', payload, {});
    }
    case 'start':
      return event('Started', one.port, meterValue(timestamp));
    case 'stop':
      return event('Ended', one.port, meterValue(timestamp));
    case 'meter':
      return event(
        'Updated',
        one.port,
        meterValue(instant(world.seconds - (one.late ? 3_600 : 0))),
      );
    case 'connect':
    case 'lose':
    case 'leave':
    case 'heartbeat':
    case 'garbage':
      return line(world, one);
  }
};

const line = (world: World, one: Step): Tape => {
  const time = clock(world.seconds);
  const connectionId = `c${world.connection}`;
  if (one.do === 'connect') return world.tape.add(time, { kind: 'CONNECTED', connectionId });
  if (one.do === 'lose') return world.tape.disconnected(time);
  if (one.do === 'leave') return world.tape.disconnected(time, 'GATEWAY');
  if (one.do === 'heartbeat') return world.tape.call(time, 'Heartbeat', {}, {});
  const garbage = { direction: 'FROM_STATION', frame: '[2,', verdict: 'MALFORMED' } as const;
  return world.tape.add(time, garbage);
};

/** Histories of a station of either family, as events in the order of the log. */
export const histories: fc.Arbitrary<readonly OcppEvent[]> = fc
  .tuple(
    fc.constantFrom('ocpp1.6', 'ocpp2.0.1'),
    fc.array(fc.tuple(gaps, step), { minLength: 1, maxLength: 60 }),
  )
  .map(([protocol, steps]) => {
    const speak = protocol === 'ocpp1.6' ? speak16 : speak2;
    let world: World = { tape: tape(protocol), seconds: 0, register_wh: 1_000, connection: 0 };
    for (const [gap, one] of steps) {
      const register_wh = world.register_wh + (one.do === 'meter' ? one.wh : 0);
      const connection = world.connection + (one.do === 'connect' ? 1 : 0);
      const moved = { ...world, seconds: world.seconds + gap, register_wh, connection };
      world = { ...moved, tape: speak(moved, one) };
    }
    return world.tape.events;
  });
