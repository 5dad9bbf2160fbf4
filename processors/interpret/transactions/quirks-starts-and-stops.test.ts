// Defects of 1.6 starts and stops and of their ids, and what is made of each.

import { expect, test } from 'vitest';
import {
  accepted,
  event2,
  meter16,
  start16,
  status16,
  stop16,
} from '../../../test/conversations.ts';
import { foldTape } from '../../../test/folded-tape.ts';
import { at, iso, tape } from '../../tape.ts';

const station = () => tape('ocpp1.6').connected('10:00:00');

test.each([-1, 0])(
  'Q20 a stop of transaction %i ends the session that fits it',
  (transactionId) => {
    const told = foldTape(
      station()
        .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000))
        .call('10:05:00', 'StartTransaction', start16('10:05:00', 500, { connectorId: 2 }))
        .call(
          '10:30:00',
          'StopTransaction',
          stop16('10:30:00', 3_000, { transactionId, idTag: 'TOKEN' }),
        ),
    );
    // Both sessions have no id and the token of the stop; its register fits the first one better.
    expect(told.rows('sessions')).toMatchObject([
      { port: 1, state: 'ended', energy_wh: 2_000_000, stop_reason: 'EVDisconnected' },
      { port: 2, state: 'open' },
    ]);
    expect(told.flags()).toEqual(['session_unsampled', 'transaction_id_unset']);
  },
);

test('Q20 a session that the back end named 0 is ended by the stop of 0', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(0))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000, { transactionId: 0 }), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { transaction_id: '0', state: 'ended', energy_wh: 2_000_000 },
  ]);
});

test('Q21 the largest 64-bit integer is no id, and none of its digits is lost', () => {
  const huge = '9223372036854775807';
  const frame = JSON.stringify([2, 'm9', 'StopTransaction', stop16('10:30:00', 3_000)]);
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .add('10:30:00', {
        direction: 'FROM_STATION',
        frame: frame.replace('"transactionId":7', `"transactionId":${huge}`),
        messageType: 2,
        messageId: 'm9',
        action: 'StopTransaction',
      }),
  );
  expect(told.rows('sessions')).toMatchObject([{ transaction_id: '7', state: 'ended' }]);
  expect(told.rows('quality_flags')).toMatchObject([
    { code: 'session_unsampled' },
    { code: 'transaction_id_unset', detail: huge },
  ]);
});

test('Q21 an id beyond 2^53 that the back end gave is kept to the last digit', () => {
  const started = station().call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000));
  const told = foldTape(
    started.add('10:00:01', {
      direction: 'TO_STATION',
      frame: '[3,"m2",{"idTagInfo":{"status":"Accepted"},"transactionId":9007199254740993}]',
      messageType: 3,
      messageId: 'm2',
      action: 'StartTransaction',
    }),
  );
  expect(told.rows('sessions')).toMatchObject([{ transaction_id: '9007199254740993' }]);
});

test('Q22 a start told again after its session ended is that session, not a new one', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {})
      .call('10:31:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7)),
  );
  expect(told.rows('sessions')).toMatchObject([{ state: 'ended', energy_wh: 2_000_000 }]);
  expect(told.flags()).toEqual(['session_unsampled', 'start_repeated']);
});

test('Q22 a repeated start that was answered with another id is found under both', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:01:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(8))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000, { transactionId: 7 }), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ transaction_id: '8', state: 'ended' }]);
  expect(told.flags()).toEqual(['start_repeated', 'session_unsampled']);
});

test('Q23 of two stops the first counts, and the second is told with its difference', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {})
      .call('10:31:00', 'StopTransaction', stop16('10:30:30', 3_005), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ ended_at: at('10:30:00'), energy_wh: 2_000_000 }]);
  expect(told.rows('quality_flags')).toMatchObject([
    { code: 'session_unsampled' },
    { code: 'stop_repeated', detail: '30000 ms, 3005000 mWh for 3000000' },
  ]);
});

test('Q23 a stop told again without its id is still a repeat', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(58))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000, { transactionId: 58 }), {})
      .call('10:31:00', 'StopTransaction', stop16('10:30:00', 3_000, { transactionId: -1 }), {}),
  );
  expect(told.rows('sessions')).toHaveLength(1);
  expect(told.flags()).toEqual(['session_unsampled', 'stop_repeated']);
});

test('Q23 a stop told again without its id leaves the session of another connector alone', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(58))
      .call(
        '10:10:00',
        'StartTransaction',
        start16('10:10:00', 500, { connectorId: 2, idTag: 'OTHER' }),
        accepted(59),
      )
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000, { transactionId: 58 }), {})
      .call('10:31:00', 'StopTransaction', stop16('10:30:31', 3_000, { transactionId: -1 }), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { port: 1, state: 'ended', energy_wh: 2_000_000 },
    { port: 2, state: 'open' },
  ]);
  expect(told.flags()).toEqual(['session_unsampled', 'stop_repeated']);
});

test.each([
  ['1.6', 'ocpp1.6', 7],
  ['2.x', 'ocpp2.0.1', 'T-7'],
])('Q23 %s: a stop told again for weeks makes no session, however many came since', (...of) => {
  const [, protocol, first] = of;
  const stopOf = (id: string | number, wh: number): [string, object] =>
    protocol === 'ocpp1.6'
      ? ['StopTransaction', stop16('10:30:00', wh, { transactionId: id })]
      : [
          'TransactionEvent',
          event2('Ended', '10:30:00', [1, wh, { transactionInfo: { transactionId: id } }]),
        ];
  let said = tape(protocol).connected('10:00:00');
  said = said.call('10:30:00', ...stopOf(first, 1_000), {});
  for (let id = 1; id <= 12; id++) said = said.call('11:00:00', ...stopOf(`O${id}`, id), {});
  const told = foldTape(said.call('12:00:00', ...stopOf(first, 1_000), {}));
  expect(told.rows('sessions')).toHaveLength(13);
  expect(told.flags().at(-1)).toBe('stop_repeated');
});

test('Q24 two sessions that the back end gave one id are told apart by their connectors', () => {
  const second = { connectorId: 2, idTag: 'OTHER' };
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 5_000, second), accepted(7))
      .call('10:10:00', 'MeterValues', meter16('10:10:00', 1_400), {})
      .call('10:10:00', 'MeterValues', meter16('10:10:00', 5_900, { connectorId: 2 }), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { port: 1, transaction_id: '7', energy_wh: 400_000 },
    { port: 2, transaction_id: '7', energy_wh: 900_000 },
  ]);
  expect(told.flags()).toEqual(['transaction_id_reused']);
});

test('Q25 a session that was never stopped ended when its port became available', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:20:00', 'MeterValues', meter16('10:20:00', 1_900), {})
      .call('10:25:00', 'StatusNotification', status16('10:25:00', 'Available'), {})
      .call('10:40:00', 'Heartbeat', {}, {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    {
      state: 'ended',
      ended_at: at('10:25:00'),
      end_evidence: 'Available',
      estimated: true,
      outcome: 'unknown',
      failure: 'end_unknown',
    },
  ]);
  expect(told.flags()).toEqual(['end_inferred']);
});

test('Q25 after a boot, a session that nobody speaks of again ended with its last reading', () => {
  const boot = { chargePointVendor: 'V', chargePointModel: 'M' };
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:20:00', 'MeterValues', meter16('10:20:00', 1_900), {})
      .call('10:50:00', 'BootNotification', boot, {})
      .call('11:30:00', 'Heartbeat', {}, {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { ended_at: at('10:20:00'), end_evidence: 'Boot', estimated: true },
  ]);
});

test('Q25 a session that goes on after a boot was not over', () => {
  const boot = { chargePointVendor: 'V', chargePointModel: 'M' };
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:10:00', 'BootNotification', boot, {})
      .call('10:20:00', 'MeterValues', meter16('10:20:00', 1_900), {})
      .call('11:30:00', 'Heartbeat', {}, {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ state: 'open' }]);
  expect(told.flags()).toEqual([]);
});

test('Q25 the stop that comes after all corrects the inferred end', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:20:00', 'MeterValues', meter16('10:20:00', 1_900), {})
      .call('10:25:00', 'StatusNotification', status16('10:25:00', 'Available'), {})
      .call('10:40:00', 'Heartbeat', {}, {})
      .call('12:00:00', 'StopTransaction', stop16('10:24:50', 2_000), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    {
      ended_at: at('10:24:50'),
      end_evidence: 'StopTransaction',
      stop_reason: 'EVDisconnected',
      energy_wh: 1_000_000,
      estimated: false,
      offline: true,
      outcome: 'success',
    },
  ]);
  expect(told.flags()).toEqual(['end_inferred', 'stop_late']);
});

test('Q25 readings of a session whose end was inferred open it again', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:25:00', 'StatusNotification', status16('10:25:00', 'Available'), {})
      .call('10:40:00', 'MeterValues', meter16('10:24:00', 1_500), {})
      .call('10:50:00', 'MeterValues', meter16('10:50:00', 1_900), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { state: 'open', ended_at: null, estimated: false, end_evidence: '', energy_wh: 900_000 },
  ]);
  expect(told.flags()).toEqual(['end_inferred', 'session_resumed']);
});

test('Q26 a stop whose start was lost is a session with the energy that the stop brings', () => {
  const transactionData = [
    { timestamp: iso('10:05:00'), sampledValue: [{ value: '1000' }] },
    { timestamp: iso('10:25:00'), sampledValue: [{ value: '2500' }] },
  ];
  const told = foldTape(
    station()
      .call('10:00:00', 'StatusNotification', status16('10:00:00', 'Available'), {})
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000, { transactionData }), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    {
      port: 1,
      transaction_id: '7',
      started_at: at('10:05:00'),
      ended_at: at('10:30:00'),
      energy_wh: 2_000_000,
      estimated: true,
    },
  ]);
  expect(told.flags()).toEqual(['start_unknown']);
});

test('Q26 a start that comes after readings of its session is the start of that session', () => {
  const told = foldTape(
    station()
      .call('10:15:00', 'MeterValues', meter16('10:15:00', 1_500), {})
      .call('10:16:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { started_at: at('10:00:00'), transaction_id: '7', estimated: false, state: 'ended' },
  ]);
  expect(told.flags()).toEqual(['start_unknown', 'start_late', 'session_unsampled']);
});
