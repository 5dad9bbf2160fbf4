// Cases that SteVe got wrong, as frames of our own with the right answer.
// One that is not right yet is marked `fails`: it turns red once it is, and then the mark goes.

import { expect, test } from 'vitest';
import { answerCall } from '../../ingest/answers/answer.ts';
import { parseFrame } from '../../ingest/frame.ts';
import { at, iso, tape } from '../../processors/tape.ts';
import { start16, stop16, values16 } from './conversations.ts';
import { tablesOfTape } from './tables-of-tape.ts';

test('SteVe #156: a stop with an id that nobody gave ends the open session of the port', () => {
  const { sessions } = tablesOfTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:05', 'StartTransaction', start16('10:00:05', 1_000), { transactionId: 7 })
      .call('10:15:00', 'MeterValues', values16('10:15:00', 2_000, { transactionId: 99 }), {})
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000, { transactionId: 99 }), {}),
  );
  expect(sessions).toMatchObject([
    { energy_wh: 2_000_000, state: 'ended', ended_at: at('10:30:00'), transaction_id: '7' },
  ]);
});

test('SteVe #1293: of two stops the first one counts', () => {
  const { sessions, flags, billed_mwh } = tablesOfTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:05', 'StartTransaction', start16('10:00:05', 1_000), { transactionId: 7 })
      .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {})
      .call('10:31:00', 'StopTransaction', stop16('10:31:00', 3_000), {}),
  );
  expect(sessions).toMatchObject([{ energy_wh: 2_000_000, ended_at: at('10:30:00') }]);
  expect(billed_mwh).toBe(2_000_000);
  expect(flags.length).toBeGreaterThan(0);
});

test('SteVe #1264: a session that stops as it starts is a session of no time and no energy', () => {
  const { sessions, billed_mwh } = tablesOfTape(
    tape('ocpp1.6')
      .connected('10:00:00')
      .call('10:00:05', 'StartTransaction', start16('10:00:05', 1_000), { transactionId: 7 })
      .call('10:00:05', 'StopTransaction', stop16('10:00:05', 1_000), {}),
  );
  expect(sessions).toMatchObject([
    { energy_wh: 0, state: 'ended', started_at: at('10:00:05'), ended_at: at('10:00:05') },
  ]);
  expect(billed_mwh).toBe(0);
});

const statuses = [0, 1, 2].map((connectorId) => ({
  connectorId,
  status: 'Available',
  errorCode: 'NoError',
  timestamp: iso('10:00:00'),
}));

test('SteVe #2107: three first statuses within a millisecond are answered, and none is refused', () => {
  for (const [index, status] of statuses.entries()) {
    const text = JSON.stringify([2, `m${index}`, 'StatusNotification', status]);
    const call = parseFrame(text, 'ocpp1.6');
    if (call.type !== 2) throw new Error('no call');
    const { text: answer } = answerCall('ocpp1.6', call, {
      tenant: 'default',
      stationId: 'CS-1',
      time: iso('10:00:00'),
      heartbeatInterval_s: 300,
      secret: 'not so secret',
    });
    expect(JSON.parse(answer)).toEqual([3, `m${index}`, {}]);
  }
});

test('SteVe #2107: three first statuses within a millisecond are the state of three ports', () => {
  const recorded = statuses.reduce(
    (so_far, status) => so_far.call('10:00:00', 'StatusNotification', status, {}),
    tape('ocpp1.6').connected('10:00:00'),
  );
  expect(tablesOfTape(recorded).availability).toMatchObject([
    { port: 0, state: 'available' },
    { port: 1, state: 'available' },
    { port: 2, state: 'available' },
  ]);
});
