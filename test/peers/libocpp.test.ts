// Cases that EVerest's libocpp met, as frames of our own with the right answer.
// One that is not right yet is marked `fails`: it turns red once it is, and then the mark goes.

import { expect, test } from 'vitest';
import { at, iso, tape } from '../../processors/tape.ts';
import { start16, stop16, values16 } from './conversations.ts';
import { tablesOfTape } from './tables-of-tape.ts';

test('libocpp #495: a session that the station knows as -1 is told as what it is', () => {
  const unknown = { transactionId: -1 };
  const { sessions, unattributed_mwh } = tablesOfTape(
    tape('ocpp1.6')
      .connected('12:00:00')
      .call('12:00:01', 'StartTransaction', start16('10:00:00', 1_000), { transactionId: 7 })
      .call('12:00:02', 'MeterValues', values16('10:15:00', 2_000, unknown), {})
      .call('12:00:03', 'StopTransaction', stop16('10:30:00', 3_000, unknown), {}),
  );
  expect(sessions).toMatchObject([
    {
      transaction_id: '7',
      energy_wh: 2_000_000,
      started_at: at('10:00:00'),
      ended_at: at('10:30:00'),
    },
  ]);
  expect(unattributed_mwh).toBe(0);
});

test('libocpp #809: an Available that lasts a moment neither ends the session nor cuts it', () => {
  const status = (time: string, word: string) => ({
    connectorId: 1,
    errorCode: 'NoError',
    status: word,
    timestamp: iso(time),
  });
  const { sessions } = tablesOfTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:05', 'StartTransaction', start16('10:00:05', 1_000), { transactionId: 7 })
      .call('10:00:06', 'StatusNotification', status('10:00:06', 'Charging'), {})
      .call('10:15:00', 'StatusNotification', status('10:15:00', 'Available'), {})
      .call('10:15:00', 'StatusNotification', status('10:15:00', 'Charging'), {})
      .call('10:20:00', 'MeterValues', values16('10:20:00', 2_000), {})
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {}),
  );
  expect(sessions).toMatchObject([
    { energy_wh: 2_000_000, started_at: at('10:00:05'), ended_at: at('10:30:00') },
  ]);
});
