// Cases that evcc got wrong, as frames of our own with the right answer.
// One that is not right yet is marked `fails`: it turns red once it is, and then the mark goes.

import { expect, test } from 'vitest';
import { at, tape } from '../../processors/tape.ts';
import { event2, start16, stop16, values16 } from './conversations.ts';
import { tablesOfTape } from './tables-of-tape.ts';

test('evcc #13640: charging that pauses and resumes is one session', () => {
  const state = (chargingState: string, seqNo: number) => ({
    seqNo,
    transactionInfo: { transactionId: 'T-1', chargingState },
  });
  const { sessions } = tablesOfTape(
    tape('ocpp2.0.1')
      .connected('10:00:00')
      .call('10:00:05', 'TransactionEvent', event2('Started', ['10:00:05', 500]))
      .call(
        '10:10:00',
        'TransactionEvent',
        event2('Updated', ['10:10:00', 900], state('SuspendedEVSE', 1)),
      )
      .call(
        '11:10:00',
        'TransactionEvent',
        event2('Updated', ['11:10:00', 900], state('Charging', 2)),
      )
      .call('11:30:00', 'TransactionEvent', event2('Ended', ['11:30:00', 1_500], { seqNo: 3 })),
  );
  expect(sessions).toMatchObject([{ energy_wh: 1_000_000, ended_at: at('11:30:00') }]);
});

test('evcc #7005: a restart of the back end in the middle leaves one session with all its energy', () => {
  const { sessions, unattributed_mwh } = tablesOfTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:05', 'StartTransaction', start16('10:00:05', 1_000), { transactionId: 7 })
      .call('10:10:00', 'MeterValues', values16('10:10:00', 2_000), {})
      .disconnected('10:11:00', 'GATEWAY')
      .connected('10:13:00')
      .call('10:20:00', 'MeterValues', values16('10:20:00', 4_000), {})
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 5_000), {}),
  );
  expect(sessions).toMatchObject([{ energy_wh: 4_000_000, started_at: at('10:00:05') }]);
  expect(unattributed_mwh).toBe(0);
});

test('evcc #7766 and #29668: a session over the edge of a month is shared out and adds up', () => {
  const times = (stamp: string) => ({ timestamp: stamp });
  const { sessions, energy } = tablesOfTape(
    tape('ocpp1.6')
      .connected('00:40:00')
      .call(
        '00:40:01',
        'StartTransaction',
        start16('00:00:00', 1_000, times('2026-02-28T23:30:00Z')),
        { transactionId: 7 },
      )
      .call('00:40:02', 'StopTransaction', stop16('00:30:00', 7_000), {}),
  );
  const sum = (month: (start: number) => boolean): number =>
    energy
      .filter((row) => month(Number(row['bucket_start'])))
      .reduce((total, row) => total + Number(row['energy_wh']), 0);
  const march = Date.UTC(2026, 2, 1);
  expect(sum((start) => start < march)).toBe(3_000_000);
  expect(sum((start) => start >= march)).toBe(3_000_000);
  expect(sessions).toMatchObject([{ energy_wh: 6_000_000 }]);
});
