// Generated histories of sessions: every order in which starts, stops, readings and statuses come.

import fc from 'fast-check';
import type { Tape } from '../processors/tape.ts';
import { tape } from '../processors/tape.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';

/** One message: what it is, of which port and transaction, and how late it comes. */
interface Message {
  readonly kind: (typeof kinds)[number];
  readonly port: number;
  readonly id: number;
  readonly gap_s: number;
  readonly late_s: number;
  readonly wh: number;
}

const kinds = [
  'authorize',
  'start',
  'stop',
  'stop',
  'meter',
  'meter',
  'status',
  'status',
  'boot',
  'heartbeat',
] as const;

const message: fc.Arbitrary<Message> = fc.record({
  kind: fc.constantFrom(...kinds),
  port: fc.integer({ min: 0, max: 2 }),
  id: fc.integer({ min: -1, max: 4 }),
  gap_s: fc.integer({ min: 0, max: 1_200 }),
  late_s: fc.constantFrom(0, 0, 0, 30, 900, 7_200),
  wh: fc.integer({ min: 0, max: 2_000 }),
});

const instant = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 1, 6) + seconds * 1000).toISOString();

const words16 = ['Available', 'Charging', 'SuspendedEV', 'Finishing', 'Preparing', 'Faulted'];
const states2 = ['Charging', 'SuspendedEV', 'SuspendedEVSE', 'EVConnected', 'Idle', ''];

interface Now {
  readonly time: string;
  readonly timestamp: string;
  readonly register_wh: number;
}

type Speak = (said: Tape, one: Message, now: Now) => Tape;

const common: Speak = (said, one, { time }) => {
  if (one.kind === 'boot')
    return said.call(time, 'BootNotification', { chargePointModel: 'M' }, {});
  return said.call(time, 'Heartbeat', {}, {});
};

const speak16: Speak = (said, one, now) => {
  const { time, timestamp, register_wh } = now;
  const { port: connectorId, id: transactionId } = one;
  const idTagInfo = { status: one.id === 3 ? 'Blocked' : 'Accepted' };
  const idTag = `T${one.id % 2}`;
  switch (one.kind) {
    case 'authorize':
      return said.call(time, 'Authorize', { idTag }, { idTagInfo });
    case 'start': {
      const payload = { connectorId, idTag, meterStart: register_wh, timestamp };
      const answer = one.id === 0 ? undefined : { transactionId, idTagInfo };
      return said.call(time, 'StartTransaction', payload, answer);
    }
    case 'stop': {
      const payload = { transactionId, meterStop: register_wh, timestamp };
      return said.call(time, 'StopTransaction', payload, {});
    }
    case 'meter': {
      const meterValue = [{ timestamp, sampledValue: [{ value: String(register_wh) }] }];
      const payload = { connectorId, ...(one.id === 1 ? {} : { transactionId }), meterValue };
      return said.call(time, 'MeterValues', payload, {});
    }
    case 'status': {
      const status = words16[one.id + 1];
      const payload = { connectorId, status, errorCode: 'NoError', timestamp };
      return said.call(time, 'StatusNotification', payload, {});
    }
    case 'boot':
    case 'heartbeat':
      return common(said, one, now);
  }
};

const eventTypes = { start: 'Started', stop: 'Ended', meter: 'Updated' } as const;

const speak2: Speak = (said, one, now) => {
  const { time, timestamp, register_wh } = now;
  const { kind, port, id } = one;
  const idToken = { idToken: `T${id % 2}`, type: 'ISO14443' };
  switch (kind) {
    case 'authorize':
      return said.call(time, 'Authorize', { idToken }, { idTokenInfo: { status: 'Accepted' } });
    case 'status': {
      const connectorStatus = id % 2 === 0 ? 'Available' : 'Occupied';
      const payload = { evseId: port, connectorId: 1, connectorStatus, timestamp };
      return said.call(time, 'StatusNotification', payload, {});
    }
    case 'start':
    case 'stop':
    case 'meter': {
      const payload = {
        eventType: eventTypes[kind],
        timestamp,
        seqNo: one.wh % 12,
        offline: one.late_s > 0,
        transactionInfo: { transactionId: `T-${id}`, chargingState: states2[one.wh % 6] },
        ...(id === 2 ? {} : { evse: { id: port } }),
        ...(id === 3 ? { idToken } : {}),
        meterValue: [{ timestamp, sampledValue: [{ value: register_wh }] }],
      };
      return said.call(time, 'TransactionEvent', payload, { idTokenInfo: { status: 'Blocked' } });
    }
    case 'boot':
    case 'heartbeat':
      return common(said, one, now);
  }
};

/** Histories of a station of either family whose messages come late, twice, or not at all. */
export const sessionHistories: fc.Arbitrary<readonly OcppEvent[]> = fc
  .tuple(fc.constantFrom('ocpp1.6', 'ocpp2.0.1'), fc.array(message, { maxLength: 45 }))
  .map(([protocol, messages]) => {
    const speak = protocol === 'ocpp1.6' ? speak16 : speak2;
    let said = tape(protocol).connected('06:00:00');
    let seconds = 0;
    let register_wh = 1_000;
    for (const one of messages) {
      seconds += one.gap_s;
      if (one.kind === 'meter') register_wh += one.wh;
      const time = instant(seconds).slice(11, 19);
      said = speak(said, one, { time, timestamp: instant(seconds - one.late_s), register_wh });
    }
    return said.events;
  });
