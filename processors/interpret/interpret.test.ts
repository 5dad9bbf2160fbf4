// What interpretation makes of conversations, in both protocol families.

import { expect, test } from 'vitest';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { Fact, FactOf, FactType } from '../facts.ts';
import { at, iso, tape } from '../tape.ts';
import { interpret } from './interpret.ts';
import { unknownStation } from './state.ts';

const factsOf = (events: readonly OcppEvent[]): readonly Fact[] => {
  let state = unknownStation;
  return events.flatMap((event) => {
    const told = interpret(state, event);
    state = told.state;
    return told.facts;
  });
};

const only = <T extends FactType>(facts: readonly Fact[], type: T) =>
  facts.filter((fact): fact is FactOf<T> => fact.type === type);

const start16 = (time: string, meterStart: number, connectorId = 1) => ({
  connectorId,
  idTag: 'TOKEN',
  meterStart,
  timestamp: iso(time),
});

const values16 = (time: string, ...sampledValue: readonly object[]) => ({
  connectorId: 1,
  transactionId: 7,
  meterValue: [{ timestamp: iso(time), sampledValue }],
});

test('a 1.6 session runs from StartTransaction over its named transaction to StopTransaction', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:00:05', 'StartTransaction', start16('10:00:04', 1_000), { transactionId: 7 })
    .call('10:10:00', 'MeterValues', values16('10:10:00', { value: '1500.25' }))
    .call('10:20:00', 'StopTransaction', {
      transactionId: 7,
      meterStop: 2_000,
      timestamp: iso('10:19:58'),
      reason: 'EVDisconnected',
    });
  const facts = factsOf(events);
  const [started] = only(facts, 'SessionStarted');
  expect(started).toMatchObject({ at: at('10:00:04'), port: 1, register_mwh: 1_000_000 });
  expect(only(facts, 'SessionIdentified')).toMatchObject([{ transactionId: '7' }]);
  expect(only(facts, 'EnergyDelivered')).toMatchObject([
    { sessionId: started?.sessionId, energy_mwh: 500_250, from: at('10:00:04') },
    { sessionId: started?.sessionId, energy_mwh: 499_750, to: at('10:19:58') },
  ]);
  expect(only(facts, 'SessionEnded')).toMatchObject([
    { at: at('10:19:58'), stopReason: 'EVDisconnected', evidence: 'StopTransaction' },
  ]);
  expect(only(facts, 'Doubted')).toEqual([]);
});

test('kWh, a missing unit and a phase are read as what they are', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:00:05', 'StartTransaction', start16('10:00:00', 12_272_000), { transactionId: 7 })
    .call(
      '10:05:00',
      'MeterValues',
      values16(
        '10:05:00',
        { value: '12272.427', unit: 'kWh', measurand: 'Energy.Active.Import.Register' },
        { value: '99999', measurand: 'Energy.Active.Import.Register', phase: 'L1' },
        { value: '7.2', unit: 'kW', measurand: 'Power.Active.Import' },
        { value: '41', measurand: 'SoC' },
      ),
    );
  const facts = factsOf(events);
  expect(only(facts, 'EnergyDelivered')).toMatchObject([{ energy_mwh: 427_000 }]);
  expect(only(facts, 'MeterSampled')).toMatchObject([
    { power_mw: 7_200_000, soc_mpercent: 41_000 },
  ]);
});

test('a value that is no number is left out and said so', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:05:00', 'MeterValues', values16('10:05:00', { value: '12,5' }));
  expect(only(factsOf(events), 'Doubted')).toMatchObject([
    { code: 'value_unreadable', detail: '12,5' },
  ]);
});

test('a register that goes back begins anew and never counts negative energy', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:00:05', 'StartTransaction', start16('10:00:00', 5_000), { transactionId: 7 })
    .call('10:05:00', 'MeterValues', values16('10:05:00', { value: '100' }))
    .call('10:10:00', 'MeterValues', values16('10:10:00', { value: '350' }));
  const facts = factsOf(events);
  expect(only(facts, 'EnergyDelivered')).toMatchObject([{ energy_mwh: 250_000 }]);
  expect(only(facts, 'Doubted')).toMatchObject([{ code: 'register_went_back' }]);
});

test('energy between two sessions belongs to neither', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:00:00', 'StartTransaction', start16('10:00:00', 0), { transactionId: 7 })
    .call('10:30:00', 'StopTransaction', {
      transactionId: 7,
      meterStop: 100,
      timestamp: iso('10:30:00'),
    })
    .call('11:00:00', 'StartTransaction', start16('11:00:00', 104), { transactionId: 8 });
  expect(only(factsOf(events), 'EnergyDelivered')).toMatchObject([
    { energy_mwh: 100_000 },
    { energy_mwh: 4_000, sessionId: null },
  ]);
});

test('a StartTransaction that is sent again is the same session', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:00:05', 'StartTransaction', start16('10:00:00', 5_000))
    .call('10:00:35', 'StartTransaction', start16('10:00:00', 5_000), { transactionId: 7 });
  const facts = factsOf(events);
  expect(only(facts, 'SessionStarted')).toHaveLength(1);
  expect(only(facts, 'SessionIdentified')).toMatchObject([{ transactionId: '7' }]);
  expect(only(facts, 'Doubted')).toMatchObject([{ code: 'start_repeated' }]);
});

test('a start on an occupied port ends the session that was never stopped, and says so', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:00:00', 'StartTransaction', start16('10:00:00', 0), { transactionId: 7 })
    .call('10:20:00', 'MeterValues', values16('10:20:00', { value: '900' }))
    .call('11:00:00', 'StartTransaction', start16('11:00:00', 900), { transactionId: 8 });
  const facts = factsOf(events);
  expect(only(facts, 'SessionEnded')).toMatchObject([
    { at: at('10:20:00'), evidence: 'NextStart' },
  ]);
  expect(only(facts, 'Doubted')).toMatchObject([{ code: 'end_inferred' }]);
});

test('a stop of a transaction never heard of is a session of its own, and says so', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:30:00', 'StopTransaction', {
      transactionId: 99,
      meterStop: 100,
      timestamp: iso('10:30:00'),
    });
  const facts = factsOf(events);
  expect(only(facts, 'SessionStarted')).toMatchObject([{ transactionId: '99' }]);
  const codes = only(facts, 'Doubted').map((doubt) => doubt.code);
  expect(codes).toEqual(['start_unknown', 'port_unknown']);
});

const event2 = (eventType: string, time: string, more: object = {}) => ({
  eventType,
  timestamp: iso(time),
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId: 'T-1', chargingState: 'Charging' },
  ...more,
});

const register2 = (time: string, value: number, multiplier?: number) => ({
  meterValue: [
    {
      timestamp: iso(time),
      sampledValue: [
        {
          value,
          measurand: 'Energy.Active.Import.Register',
          ...(multiplier === undefined ? {} : { unitOfMeasure: { unit: 'Wh', multiplier } }),
        },
      ],
    },
  ],
});

test('a 2.0.1 session runs from Started to Ended, its port named only once', () => {
  const { events } = tape('ocpp2.0.1')
    .connected('10:00:00')
    .call(
      '10:00:00',
      'TransactionEvent',
      event2('Started', '10:00:00', {
        evse: { id: 2, connectorId: 1 },
        idToken: { idToken: 'ABC', type: 'ISO14443' },
        ...register2('10:00:00', 1234.567),
      }),
    )
    .call(
      '10:15:00',
      'TransactionEvent',
      event2('Updated', '10:15:00', register2('10:15:00', 1.5, 3)),
    )
    .call(
      '10:30:00',
      'TransactionEvent',
      event2('Ended', '10:30:00', {
        transactionInfo: { transactionId: 'T-1', stoppedReason: 'EVDisconnected' },
        ...register2('10:30:00', 2000.001),
      }),
    );
  const facts = factsOf(events);
  expect(only(facts, 'SessionStarted')).toMatchObject([
    { port: 2, connectorId: 1, transactionId: 'T-1', idToken: 'ABC' },
  ]);
  expect(only(facts, 'EnergyDelivered')).toMatchObject([
    { port: 2, energy_mwh: 265_433 },
    { port: 2, energy_mwh: 500_001 },
  ]);
  expect(only(facts, 'SessionEnded')).toMatchObject([{ port: 2, stopReason: 'EVDisconnected' }]);
});

test('a problem told by NotifyEvent opens and clears a fault of its EVSE', () => {
  const problem = (time: string, actualValue: string) => ({
    generatedAt: iso(time),
    seqNo: 0,
    eventData: [
      {
        eventId: 1,
        timestamp: iso(time),
        trigger: 'Delta',
        actualValue,
        techCode: 'E17',
        component: { name: 'Connector', evse: { id: 1, connectorId: 1 } },
        variable: { name: 'Problem' },
        eventNotificationType: 'HardWiredNotification',
      },
    ],
  });
  const { events } = tape('ocpp2.0.1')
    .connected('10:00:00')
    .call('10:00:00', 'NotifyEvent', problem('10:00:00', 'true'))
    .call('10:30:00', 'NotifyEvent', problem('10:30:00', 'false'));
  expect(only(factsOf(events), 'FaultNotified')).toMatchObject([
    { port: 1, errorCode: 'Connector/Problem', vendorErrorCode: 'E17', active: true },
    { active: false },
  ]);
});

test('a recording that begins in the middle of a connection shows the station as connected', () => {
  const { events } = tape('ocpp1.6').call('10:00:00', 'Heartbeat', {});
  expect(factsOf(events)).toMatchObject([{ type: 'StationConnected' }, { type: 'StationHeard' }]);
});

test('the end of a connection that was replaced is no loss of the station', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .add('10:05:00', { kind: 'CONNECTED', connectionId: 'c2' })
    .disconnected('10:05:01');
  expect(only(factsOf(events), 'StationDisconnected')).toEqual([]);
});

test('a frame that cannot be read is a doubt with what was wrong', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .add('10:00:01', {
      direction: 'FROM_STATION',
      frame: '[3,"x"',
      verdict: 'MALFORMED',
      verdictErrors: ['not JSON'],
    });
  expect(only(factsOf(events), 'Doubted')).toMatchObject([
    { code: 'frame_unreadable', detail: 'not JSON' },
  ]);
});

test('words that JavaScript knows are no words of OCPP', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:00:00', 'StatusNotification', { connectorId: 1, status: 'constructor' })
    .call(
      '10:05:00',
      'MeterValues',
      values16(
        '10:05:00',
        { value: '1', measurand: 'toString' },
        { value: '1', unit: 'valueOf', measurand: 'SoC' },
      ),
    )
    .call('10:06:00', '__proto__', {});
  expect(factsOf(events).map((fact) => fact.type)).toEqual([
    'StationConnected',
    'StationHeard',
    'Doubted',
    'StationHeard',
    'ValuesSampled',
    'Doubted',
    'StationHeard',
  ]);
});

test('signed values and registers of the inlet are not the register', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .call(
      '10:05:00',
      'MeterValues',
      values16('10:05:00', { value: '2', format: 'SignedData' }, { value: '3', location: 'Inlet' }),
    );
  const types = factsOf(events).map((fact) => fact.type);
  expect(types).toEqual([
    'StationConnected',
    'StationHeard',
    'SignedValueRead',
    'Doubted',
    'ValuesSampled',
  ]);
});

test('a frame that its writer called valid and that is none is a doubt, not silence', () => {
  const { events } = tape('ocpp1.6').connected('10:00:00').add('10:00:01', {
    direction: 'FROM_STATION',
    frame: '[2,"x","StatusNotification"',
    messageType: 2,
    action: 'StatusNotification',
  });
  expect(only(factsOf(events), 'Doubted')).toMatchObject([{ code: 'frame_unreadable' }]);
});
