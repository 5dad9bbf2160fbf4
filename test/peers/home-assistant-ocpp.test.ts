// Cases that the OCPP integration of Home Assistant got wrong (lbbrhzn/ocpp), with the right answer.
// One that is not right yet is marked `fails`: it turns red once it is, and then the mark goes.

import { expect, test } from 'vitest';
import { at, tape } from '../../processors/tape.ts';
import { event2, start16, stop16, values16 } from './conversations.ts';
import { tablesOfTape } from './tables-of-tape.ts';

test('lbbrhzn #2093: samples of the session beside registers of a lifetime add up once', () => {
  const { sessions, billed_mwh, unattributed_mwh } = tablesOfTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:05', 'StartTransaction', start16('10:00:05', 500_000), { transactionId: 7 })
      .call('10:10:00', 'MeterValues', values16('10:10:00', 1_000), {})
      .call('10:20:00', 'MeterValues', values16('10:20:00', 2_000), {})
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 503_000), {}),
  );
  expect(sessions).toMatchObject([{ energy_wh: 3_000_000, state: 'ended' }]);
  expect(billed_mwh).toBe(3_000_000);
  expect(unattributed_mwh).toBe(0);
});

test('lbbrhzn #1069: what a sample tells after the stop belongs to no session, and is not lost', () => {
  const { sessions, billed_mwh, unattributed_mwh } = tablesOfTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:05', 'StartTransaction', start16('10:00:05', 2_250_000), { transactionId: 7 })
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 2_259_988), {})
      .call(
        '10:30:02',
        'MeterValues',
        values16('10:30:02', 2_259_992.1, { transactionId: undefined }),
        {},
      ),
  );
  expect(sessions).toMatchObject([{ energy_wh: 9_988_000, ended_at: at('10:30:00') }]);
  expect(billed_mwh).toBe(9_988_000);
  expect(unattributed_mwh).toBe(4_100);
});

test('lbbrhzn #2135: no connector, numbers from anywhere and an offline flag make one session', () => {
  const bare = (seqNo: number) => ({ seqNo, evse: { id: 1 }, offline: true });
  const { sessions } = tablesOfTape(
    tape('ocpp2.0.1')
      .connected('12:00:00')
      .call('12:00:01', 'TransactionEvent', event2('Started', ['10:00:00', 500], bare(266)))
      .call('12:00:02', 'TransactionEvent', event2('Updated', ['10:10:00', 800], bare(268)))
      .call('12:00:03', 'TransactionEvent', event2('Ended', ['10:20:00', 900], bare(269))),
  );
  expect(sessions).toMatchObject([
    { port: 1, energy_wh: 400_000, started_at: at('10:00:00'), ended_at: at('10:20:00') },
  ]);
});
