// Defects of 1.6 sessions in reasons, overlaps, queues, readings and tokens, and their treatment.

import { expect, test } from 'vitest';
import { accepted, meter16, start16, status16, stop16 } from '../../../test/conversations.ts';
import { foldTape } from '../../../test/folded-tape.ts';
import { at, iso, tape } from '../../tape.ts';

const station = () => tape('ocpp1.6').connected('10:00:00');

test('Q27 a stop without token, reason and data is a local stop', () => {
  const bare = { transactionId: 7, meterStop: 3_000, timestamp: iso('10:30:00') };
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:30:00', 'StopTransaction', { ...bare, idTag: null, transactionData: [] }, {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ stop_reason: 'Local', outcome: 'success' }]);
  expect(told.flags()).toEqual(['session_unsampled']);
});

test('Q27 a reason of no list is kept as it was said', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000, { reason: 'Gremlins' }), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ stop_reason: 'Gremlins', failure: 'bad_stop' }]);
});

test('Q28 of two transactions at once on a connector each keeps its times, energy counts once', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:10:00', 'StartTransaction', start16('10:10:00', 1_500, { idTag: 'B' }), accepted(8))
      .call('10:20:00', 'StopTransaction', stop16('10:20:00', 2_000), {})
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 2_500, { transactionId: 8 }), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { transaction_id: '7', ended_at: at('10:20:00'), energy_wh: 500_000 },
    { transaction_id: '8', ended_at: at('10:30:00'), energy_wh: 1_000_000 },
  ]);
  expect(told.flags()).toEqual([
    'end_inferred',
    'stop_late',
    'sessions_overlap',
    'session_unsampled',
  ]);
});

test('Q29 what a station did without a connection is told with the times at which it did it', () => {
  const told = foldTape(
    tape('ocpp1.6')
      .connected('14:00:00')
      .call('14:00:01', 'StartTransaction', start16('08:00:00', 1_000), accepted(7))
      .call('14:00:02', 'MeterValues', meter16('08:30:00', 4_000), {})
      .call('14:00:03', 'StopTransaction', stop16('09:00:00', 6_000), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    {
      started_at: at('08:00:00'),
      ended_at: at('09:00:00'),
      duration_s: 3_600_000,
      energy_wh: 5_000_000,
      offline: true,
      estimated: false,
      opened_at: at('14:00:01'),
    },
  ]);
  expect(told.flags()).toEqual([]);
});

test('Q30 readings after the stop add nothing to the session', () => {
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {})
      .call('10:31:00', 'MeterValues', meter16('10:31:00', 3_004), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ state: 'ended', energy_wh: 2_000_000 }]);
  expect(told.rows('session_energy')).toContainEqual(
    expect.objectContaining({ session_id: '', energy_wh: 4_000 }),
  );
});

test('Q31 readings without the id, or with one of nobody, are of the session on the connector', () => {
  const nobody = { transactionId: undefined };
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:10:00', 'MeterValues', meter16('10:10:00', 1_300, nobody), {})
      .call('10:20:00', 'MeterValues', meter16('10:20:00', 1_600, { transactionId: 0 }), {})
      .call('10:30:00', 'MeterValues', meter16('10:30:00', 1_900, { transactionId: 12345 }), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ energy_wh: 900_000, transaction_id: '7' }]);
});

test('Q31 readings of connector 0 are of no session', () => {
  const grid = { connectorId: 0, transactionId: undefined };
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
      .call('10:10:00', 'MeterValues', meter16('10:10:00', 70_000, grid), {})
      .call('10:20:00', 'MeterValues', meter16('10:20:00', 90_000, grid), {}),
  );
  expect(told.rows('sessions')).toMatchObject([{ energy_wh: 0 }]);
});

test('Q32 energy without the consent of the back end is a session, with its verdict', () => {
  const refused = { transactionId: 7, idTagInfo: { status: 'ConcurrentTx' } };
  const told = foldTape(
    station()
      .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), refused)
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { auth_verdict: 'ConcurrentTx', energy_wh: 2_000_000, outcome: 'success' },
  ]);
  expect(told.flags()).toEqual(['session_unsampled', 'not_accepted']);
});

test('Q33 a stop on another station ends nothing here', () => {
  const here = station().call('10:00:00', 'StartTransaction', start16('10:00:00', 1), accepted(7));
  const there = tape('ocpp1.6', { stationId: 'CS-2', connectionId: 'c2' })
    .connected('10:00:00')
    .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {});
  expect(foldTape(here).rows('sessions')).toMatchObject([{ state: 'open' }]);
  const told = foldTape(there);
  expect(told.rows('sessions')).toMatchObject([{ station_id: 'CS-2', port: 0, energy_wh: 0 }]);
  expect(told.flags()).toEqual(['start_unknown', 'port_unknown']);
});

test('Q34 a token is compared without the noise around it, and kept as it was sent', () => {
  const noisy = ' f6:ca 0c-c5\u0010\u000e';
  const told = foldTape(
    station()
      .call('10:00:00', 'Authorize', { idTag: 'F6CA0CC5' }, { idTagInfo: { status: 'Accepted' } })
      .call('10:00:10', 'StartTransaction', start16('10:00:10', 1_000, { idTag: noisy })),
  );
  expect(told.rows('sessions')).toMatchObject([
    {
      id_token: noisy,
      id_token_normal: 'F6CA0CC5',
      start_trigger: 'authorized',
      auth_verdict: 'Accepted',
    },
  ]);
  expect(told.flags()).toEqual(['token_noise']);
});

test('Q35 energy while charging without a transaction is a session of its own kind', () => {
  const idle = { transactionId: undefined };
  const told = foldTape(
    station()
      .call('10:00:00', 'MeterValues', meter16('10:00:00', 1_000, idle), {})
      .call('10:01:00', 'StatusNotification', status16('10:01:00', 'Charging'), {})
      .call('10:15:00', 'MeterValues', meter16('10:15:00', 2_000, idle), {})
      .call('10:30:00', 'MeterValues', meter16('10:30:00', 3_000, idle), {})
      .call('10:31:00', 'StatusNotification', status16('10:31:00', 'Finishing'), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    {
      kind: 'untracked',
      started_at: at('10:01:00'),
      ended_at: at('10:31:00'),
      energy_wh: 2_000_000,
      charging_s: 1_800_000,
      unknown_s: 0,
      estimated: true,
      outcome: 'unknown',
    },
  ]);
  expect(told.flags()).toContain('session_untracked');
});

test('Q35 a start that explains such charging makes a transaction of it', () => {
  const idle = { transactionId: undefined };
  const told = foldTape(
    station()
      .call('10:00:00', 'MeterValues', meter16('10:00:00', 1_000, idle), {})
      .call('10:01:00', 'StatusNotification', status16('10:01:00', 'Charging'), {})
      .call('10:15:00', 'MeterValues', meter16('10:15:00', 2_000, idle), {})
      .call('10:20:00', 'StartTransaction', start16('10:00:30', 1_000), accepted(7))
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {}),
  );
  expect(told.rows('sessions')).toMatchObject([
    { kind: 'transaction', started_at: at('10:00:30'), transaction_id: '7', energy_wh: 2_000_000 },
  ]);
  expect(told.flags()).toEqual(['session_untracked', 'start_late', 'session_unsampled']);
});
