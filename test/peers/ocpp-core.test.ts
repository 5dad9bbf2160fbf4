// Cases that OCPP.Core got wrong, as frames of our own with the right answer.
// One that is not right yet is marked `fails`: it turns red once it is, and then the mark goes.

import { expect, test } from 'vitest';
import { tape } from '../../processors/tape.ts';
import { start16, stop16, values16 } from './conversations.ts';
import { tablesOfTape } from './tables-of-tape.ts';

test('OCPP.Core #33: a register that is lower at the stop than at the start gives no energy back', () => {
  const { sessions, billed_mwh, unattributed_mwh, flags } = tablesOfTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:05', 'StartTransaction', start16('10:00:05', 5_000), { transactionId: 7 })
      .call('10:15:00', 'MeterValues', values16('10:15:00', 6_500), {})
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 1_000), {}),
  );
  expect(sessions).toMatchObject([{ energy_wh: 1_500_000, state: 'ended' }]);
  expect(billed_mwh).toBe(1_500_000);
  expect(unattributed_mwh).toBe(0);
  expect(flags.length).toBeGreaterThan(0);
});
