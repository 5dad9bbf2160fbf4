// The rules of 2.x transactions that stations bend, and cases that other systems got wrong.

import { expect, test } from 'vitest';
import { accepted, event2, meter16, start16, stop16 } from '../../../test/conversations.ts';
import { foldTape } from '../../../test/folded-tape.ts';
import { at, iso, tape } from '../../tape.ts';

const station = () => tape('ocpp2.0.1').connected('10:00:00');
const evse = { evse: { id: 2, connectorId: 1 } };
const token = { idToken: { idToken: 'DE-8AA-C00001', type: 'eMAID' } };

const ended = (reason: string) => ({
  transactionInfo: { transactionId: 'T-1', stoppedReason: reason },
});

test('2.x a series that begins at 266 and has no gap is whole', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'TransactionEvent', event2('Started', '10:00:00', [266, 1_000, evse]), {})
      .call('10:15:00', 'TransactionEvent', event2('Updated', '10:15:00', [267, 1_500]), {})
      .call(
        '10:30:00',
        'TransactionEvent',
        event2('Ended', '10:30:00', [268, 2_000, ended('EVDisconnected')]),
        {},
      ),
  );
  expect(told.rows('sessions')).toMatchObject([
    { port: 2, energy_wh: 1_000_000, seq_gaps: 0, seq_repeats: 0, charging_s: 1_800_000 },
  ]);
  expect(told.flags()).toEqual([]);
});

test('2.x numbers that never came are counted and told at the end', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'TransactionEvent', event2('Started', '10:00:00', [0, 1_000, evse]), {})
      .call('10:15:00', 'TransactionEvent', event2('Updated', '10:15:00', [3, 1_500]), {})
      .call(
        '10:30:00',
        'TransactionEvent',
        event2('Ended', '10:30:00', [5, 2_000, ended('Local')]),
        {},
      ),
  );
  expect(told.rows('sessions')).toMatchObject([{ seq_gaps: 3, energy_wh: 1_000_000 }]);
  expect(told.flags()).toEqual(['seq_gap']);
});

test('2.x a late message fills its gap', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'TransactionEvent', event2('Started', '10:00:00', [0, 1_000, evse]), {})
      .call(
        '10:30:00',
        'TransactionEvent',
        event2('Ended', '10:30:00', [2, 2_000, ended('Local')]),
        {},
      )
      .call('10:31:00', 'TransactionEvent', event2('Updated', '10:15:00', [1, null]), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { seq_gaps: 0, state: 'ended', duration_s: 1_800_000, charging_s: 1_800_000 },
  ]);
});

test('2.x a message sent again is counted as a repeat and changes no energy', () => {
  const update = event2('Updated', '10:15:00', [1, 1_500]);
  const told = foldTape(
    station()
      .call('10:00:00', 'TransactionEvent', event2('Started', '10:00:00', [0, 1_000, evse]), {})
      .call('10:15:00', 'TransactionEvent', update, {})
      .call('10:16:00', 'TransactionEvent', update, {})
      .call(
        '10:30:00',
        'TransactionEvent',
        event2('Ended', '10:30:00', [2, 2_000, ended('Local')]),
        {},
      ),
  );
  expect(told.rows('sessions')).toMatchObject([{ seq_repeats: 1, energy_wh: 1_000_000 }]);
  expect(told.flags()).toEqual(['seq_repeated']);
});

test('2.x the EVSE that comes only with the cable places the session', () => {
  const authorized = { triggerReason: 'Authorized', ...token };
  const told = foldTape(
    station()
      .call('10:00:00', 'TransactionEvent', event2('Started', '10:00:00', [0, null, authorized]), {
        idTokenInfo: { status: 'Accepted' },
      })
      .call('10:01:00', 'TransactionEvent', event2('Updated', '10:01:00', [1, 1_000, evse]), {})
      .call('10:15:00', 'TransactionEvent', event2('Updated', '10:15:00', [2, 1_800]), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    {
      port: 2,
      connector_id: 1,
      energy_wh: 800_000,
      start_trigger: 'authorized',
      token_type: 'eMAID',
      auth_method: 'plug_and_charge',
      auth_verdict: 'Accepted',
      id_token_normal: 'DE8AAC00001',
    },
  ]);
  expect(told.flags()).toEqual([]);
});

test('2.x messages marked offline mark the session, their times are its times', () => {
  const offline = { offline: true };
  const told = foldTape(
    station()
      .call(
        '12:00:00',
        'TransactionEvent',
        event2('Started', '10:00:00', [0, 1_000, { ...evse, ...offline }]),
        {},
      )
      .call(
        '12:00:01',
        'TransactionEvent',
        event2('Ended', '10:30:00', [1, 2_000, { ...offline, ...ended('Local') }]),
        {},
      ),
  );
  expect(told.rows('sessions')).toMatchObject([
    { offline: true, started_at: at('10:00:00'), duration_s: 1_800_000, energy_wh: 1_000_000 },
  ]);
});

test('2.x an Updated before its Started opens the session, and the Started joins it', () => {
  const told = foldTape(
    station()
      .call('10:15:00', 'TransactionEvent', event2('Updated', '10:15:00', [1, 1_500, evse]), {})
      .call('10:16:00', 'TransactionEvent', event2('Started', '10:00:00', [0, null, evse]), {})
      .call(
        '10:30:00',
        'TransactionEvent',
        event2('Ended', '10:30:00', [2, 2_000, ended('Local')]),
        {},
      ),
  );
  expect(told.rows('sessions')).toMatchObject([
    { started_at: at('10:00:00'), ended_at: at('10:30:00'), estimated: false, seq_gaps: 0 },
  ]);
  expect(told.flags()).toEqual(['start_unknown', 'start_late', 'session_unsampled']);
});

test('2.x a station may call its transaction 0', () => {
  const zero = { transactionInfo: { transactionId: '0', chargingState: 'Charging' } };
  const told = foldTape(
    station()
      .call(
        '10:00:00',
        'TransactionEvent',
        event2('Started', '10:00:00', [0, 1_000, { ...evse, ...zero }]),
        {},
      )
      .call('10:15:00', 'TransactionEvent', event2('Updated', '10:15:00', [1, 1_500, zero]), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ transaction_id: '0', energy_wh: 500_000 }]);
  expect(told.flags()).toEqual([]);
});

test('2.x an id that the station gives out again after a boot is another session', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'TransactionEvent', event2('Started', '10:00:00', [0, 1_000, evse]), {})
      .call(
        '10:30:00',
        'TransactionEvent',
        event2('Ended', '10:30:00', [1, 2_000, ended('Local')]),
        {},
      )
      .call('11:00:00', 'TransactionEvent', event2('Started', '11:00:00', [0, 2_000, evse]), {})
      .call('11:10:00', 'TransactionEvent', event2('Updated', '11:10:00', [1, 2_600]), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { state: 'ended', energy_wh: 1_000_000 },
    { state: 'open', energy_wh: 600_000 },
  ]);
  expect(told.flags()).toEqual(['session_unsampled', 'transaction_id_reused']);
});

test('2.x an Ended from the queue bills its session, though the station said it was not going', () => {
  const asked = '[2,"s1","GetTransactionStatus",{"transactionId":"T-1"}]';
  const told = foldTape(
    station()
      .call('10:00:00', 'TransactionEvent', event2('Started', '10:00:00', [0, 1_000, evse]), {})
      .add('10:40:00', {
        direction: 'TO_STATION',
        frame: asked,
        messageType: 2,
        messageId: 's1',
        action: 'GetTransactionStatus',
      })
      .add('10:40:01', {
        direction: 'FROM_STATION',
        frame: '[3,"s1",{"ongoingIndicator":false,"messagesInQueue":true}]',
        messageType: 3,
        messageId: 's1',
        action: 'GetTransactionStatus',
      })
      .call(
        '10:41:00',
        'TransactionEvent',
        event2('Ended', '10:30:00', [1, 9_000, ended('EVDisconnected')]),
        {},
      ),
  );
  expect(told.rows('sessions')).toMatchObject([
    { energy_wh: 8_000_000, ended_at: at('10:30:00'), outcome: 'success' },
  ]);
});

test('a remote start that was accepted is what the next session with its token began by', () => {
  const started = tape('ocpp1.6')
    .connected('10:00:00')
    .add('10:00:00', {
      direction: 'TO_STATION',
      frame: '[2,"r1","RemoteStartTransaction",{"connectorId":1,"idTag":"TOKEN"}]',
      messageType: 2,
      messageId: 'r1',
      action: 'RemoteStartTransaction',
    })
    .add('10:00:01', {
      direction: 'FROM_STATION',
      frame: '[3,"r1",{"status":"Accepted"}]',
      messageType: 3,
      messageId: 'r1',
      action: 'RemoteStartTransaction',
    });
  const soon = started.call('10:01:00', 'StartTransaction', start16('10:01:00', 1), accepted(7));
  const late = started.call('11:00:00', 'StartTransaction', start16('11:00:00', 1), accepted(7));
  expect(foldTape(soon).rows('sessions')).toMatchObject([{ start_trigger: 'remote' }]);
  expect(foldTape(late).rows('sessions')).toMatchObject([{ start_trigger: 'unknown' }]);
});

test('a batch with nothing but the state of charge leaves the energy as it was', () => {
  const soc = { timestamp: iso('10:20:00'), sampledValue: [{ value: '55', measurand: 'SoC' }] };
  const told = foldTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:10:00', 'MeterValues', meter16('10:10:00', 1_400), {})
      .call('10:20:00', 'MeterValues', { connectorId: 1, transactionId: 7, meterValue: [soc] }, {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ energy_wh: 400_000, soc_percent_end: 55_000 }]);
});

test('a session that only the clock reported on has the energy of its connector', () => {
  const clock = (time: string, value: string) => ({
    connectorId: 1,
    meterValue: [{ timestamp: iso(time), sampledValue: [{ value, context: 'Sample.Clock' }] }],
  });
  const told = foldTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:15:00', 'MeterValues', clock('10:15:00', '1600'), {})
      .call('10:30:00', 'MeterValues', clock('10:30:00', '2200'), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ energy_wh: 1_200_000, readings: 2 }]);
});

test('a stop before its start ends the session at its start, never earlier', () => {
  const told = foldTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:30:00', 'StopTransaction', stop16('09:59:00', 1_000), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { ended_at: at('10:00:00'), duration_s: 0, energy_wh: 0 },
  ]);
  expect(told.flags()).toEqual(['end_before_start']);
});

test('a start and a stop at one instant are a session without duration or energy', () => {
  const told = foldTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:00:00', 'StopTransaction', stop16('10:00:00', 1_000), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { duration_s: 0, energy_wh: 0, outcome: 'abandoned', power_w_average: null },
  ]);
  expect(told.flags()).toEqual([]);
});

test('a port that is available for a moment within a session does not end it', () => {
  const status = (time: string, word: string) => ({
    connectorId: 1,
    status: word,
    errorCode: 'NoError',
    timestamp: iso(time),
  });
  const told = foldTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:05:00', 'StatusNotification', status('10:05:00', 'Available'), {})
      .call('10:05:02', 'StatusNotification', status('10:05:02', 'Charging'), {})
      .call('11:00:00', 'Heartbeat', {}, {})
      .call('11:30:00', 'StopTransaction', stop16('11:30:00', 3_000), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ end_evidence: 'StopTransaction' }]);
  expect(told.flags()).toEqual(['session_unsampled']);
});

test('a 2.x session tells how long it charged, was suspended and idle', () => {
  const state = (chargingState: string) => ({
    transactionInfo: { transactionId: 'T-1', chargingState },
  });
  const told = foldTape(
    station()
      .call(
        '10:00:00',
        'TransactionEvent',
        event2('Started', '10:00:00', [0, 1_000, { ...evse, ...state('EVConnected') }]),
        {},
      )
      .call('10:01:00', 'TransactionEvent', event2('Updated', '10:01:00', [1, null]), {})
      .call(
        '10:31:00',
        'TransactionEvent',
        event2('Updated', '10:31:00', [2, 2_000, state('SuspendedEVSE')]),
        {},
      )
      .call(
        '10:36:00',
        'TransactionEvent',
        event2('Updated', '10:36:00', [3, 2_000, state('SuspendedEV')]),
        {},
      )
      .call(
        '11:00:00',
        'TransactionEvent',
        event2('Ended', '11:00:00', [4, 2_000, ended('EVDisconnected')]),
        {},
      ),
  );
  expect(told.rows('sessions')).toMatchObject([
    {
      duration_s: 3_600_000,
      idle_s: 60_000,
      charging_s: 1_800_000,
      suspended_evse_s: 300_000,
      suspended_ev_s: 1_440_000,
      unknown_s: 0,
      power_w_average: 2_000_000,
      first_energy_at: at('10:31:00'),
      outcome: 'success',
    },
  ]);
});
