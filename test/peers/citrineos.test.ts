// Cases that CitrineOS got wrong, as frames of our own with the right answer.
// One that is not right yet is marked `fails`: it turns red once it is, and then the mark goes.
// Its bills are in citrineos-bills.test.ts.

import { expect, test } from 'vitest';
import { at, iso, tape } from '../../processors/tape.ts';
import { event2, start16, stop16, values16 } from './conversations.ts';
import { tablesOfTape } from './tables-of-tape.ts';

test('CitrineOS #1060: a register that says zero while offline bills 83 Wh, not 910 kWh', () => {
  const { sessions, billed_mwh, unattributed_mwh } = tablesOfTape(
    tape('ocpp2.0.1')
      .connected('10:00:00')
      .call('10:00:05', 'TransactionEvent', event2('Started', ['10:00:05', 910_000]), {})
      .disconnected('10:05:00')
      .connected('10:20:00')
      .call(
        '10:20:01',
        'TransactionEvent',
        event2('Updated', ['10:10:00', 0], { seqNo: 1, offline: true }),
        {},
      )
      .call('10:21:00', 'TransactionEvent', event2('Updated', ['10:21:00', 910_060], { seqNo: 2 }))
      .call('10:30:00', 'TransactionEvent', event2('Ended', ['10:30:00', 910_083], { seqNo: 3 })),
  );
  expect(sessions).toMatchObject([{ energy_wh: 83_000, ended_at: at('10:30:00') }]);
  expect(billed_mwh).toBe(83_000);
  expect(unattributed_mwh).toBe(0);
});

test('CitrineOS #868: a batch that tells only the state of charge changes no energy', () => {
  const soc = (time: string, percent: number) => ({
    meterValue: [{ timestamp: iso(time), sampledValue: [{ value: percent, measurand: 'SoC' }] }],
  });
  const { sessions, billed_mwh } = tablesOfTape(
    tape('ocpp2.0.1')
      .connected('10:00:00')
      .call('10:00:05', 'TransactionEvent', event2('Started', ['10:00:05', 500]))
      .call('10:05:00', 'TransactionEvent', event2('Updated', ['10:05:00', 700], { seqNo: 1 }))
      .call(
        '10:06:00',
        'TransactionEvent',
        event2('Updated', ['10:06:00', null], { seqNo: 2, ...soc('10:06:00', 41) }),
      )
      .call('10:10:00', 'TransactionEvent', event2('Ended', ['10:10:00', 900], { seqNo: 3 })),
  );
  expect(sessions).toMatchObject([{ energy_wh: 400_000, soc_percent_end: 41_000 }]);
  expect(billed_mwh).toBe(400_000);
});

test('CitrineOS #868: a 1.6 session whose samples are all taken by the clock has its energy', () => {
  const clock = (time: string, wh: number) => ({
    ...values16(time, wh),
    meterValue: [
      { timestamp: iso(time), sampledValue: [{ value: String(wh), context: 'Sample.Clock' }] },
    ],
  });
  const { sessions, billed_mwh } = tablesOfTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:05', 'StartTransaction', start16('10:00:05', 1_000), { transactionId: 7 })
      .call('10:15:00', 'MeterValues', clock('10:15:00', 2_500), {})
      .call('10:30:00', 'MeterValues', clock('10:30:00', 4_000), {}),
  );
  expect(sessions).toMatchObject([{ energy_wh: 3_000_000, state: 'open' }]);
  expect(billed_mwh).toBe(3_000_000);
});

test('CitrineOS #869: MeterValues without a transaction belong to the session of their EVSE', () => {
  const { meterValue } = event2('Updated', ['10:10:00', 800]);
  const { sessions, unattributed_mwh } = tablesOfTape(
    tape('ocpp2.0.1')
      .connected('10:00:00')
      .call('10:00:05', 'TransactionEvent', event2('Started', ['10:00:05', 500]))
      .call('10:10:00', 'MeterValues', { evseId: 1, meterValue }, {}),
  );
  expect(sessions).toMatchObject([{ energy_wh: 300_000, state: 'open' }]);
  expect(unattributed_mwh).toBe(0);
});

test('CitrineOS #1053: an end that was queued counts, though the station said it was over', () => {
  const asked = { direction: 'TO_STATION', messageType: 2, messageId: 's1' } as const;
  const answered = { direction: 'FROM_STATION', messageType: 3, messageId: 's1' } as const;
  const action = 'GetTransactionStatus';
  const status = { ongoingIndicator: false, messagesInQueue: true };
  const { sessions } = tablesOfTape(
    tape('ocpp2.0.1')
      .connected('10:00:00')
      .call('10:00:05', 'TransactionEvent', event2('Started', ['10:00:05', 500]))
      .disconnected('10:10:00')
      .connected('12:00:00')
      .add('12:00:01', {
        ...asked,
        action,
        frame: JSON.stringify([2, 's1', action, { transactionId: 'T-1' }]),
      })
      .add('12:00:02', { ...answered, action, frame: JSON.stringify([3, 's1', status]) })
      .call(
        '12:00:09',
        'TransactionEvent',
        event2('Ended', ['10:40:00', 9_500], { seqNo: 1, offline: true }),
      ),
  );
  expect(sessions).toMatchObject([
    { energy_wh: 9_000_000, state: 'ended', ended_at: at('10:40:00') },
  ]);
});

test('CitrineOS #172: a transaction id that is used again after a boot is another session', () => {
  const { sessions, billed_mwh } = tablesOfTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:05', 'StartTransaction', start16('10:00:05', 1_000), { transactionId: 7 })
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {})
      .call('11:00:05', 'StartTransaction', start16('11:00:05', 3_000), { transactionId: 7 })
      .call('11:30:00', 'StopTransaction', stop16('11:30:00', 4_000), {}),
  );
  expect(sessions).toMatchObject([
    { energy_wh: 2_000_000, ended_at: at('10:30:00'), transaction_id: '7' },
    { energy_wh: 1_000_000, ended_at: at('11:30:00'), transaction_id: '7' },
  ]);
  expect(billed_mwh).toBe(3_000_000);
});

test('CitrineOS #172: a 2.x transaction id that is used again after its end is another session', () => {
  const { sessions } = tablesOfTape(
    tape('ocpp2.0.1')
      .connected('10:00:00')
      .call('10:00:05', 'TransactionEvent', event2('Started', ['10:00:05', 500]))
      .call('10:30:00', 'TransactionEvent', event2('Ended', ['10:30:00', 700], { seqNo: 1 }))
      .call('11:00:05', 'TransactionEvent', event2('Started', ['11:00:05', 700]))
      .call('11:30:00', 'TransactionEvent', event2('Ended', ['11:30:00', 1_000], { seqNo: 1 })),
  );
  expect(sessions).toMatchObject([{ energy_wh: 200_000 }, { energy_wh: 300_000 }]);
});
