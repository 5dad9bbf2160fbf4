// What the room `logs` promises, from the frames of a tape to its rows.

import { expect, test } from 'vitest';
import { foldTape } from '../../test/fold-tape.ts';
import type { Tape } from '../tape.ts';
import { at, tape } from '../tape.ts';

const uploads = (one: Tape) => foldTape(one).rows('log_uploads');
const open16 = tape('ocpp1.6').connected('10:00:00');
const open2 = tape('ocpp2.0.1').connected('10:00:00');

const getLog = (requestId: number) =>
  [
    'GetLog',
    { requestId, logType: 'SecurityLog', log: { remoteLocation: 'ftp://u:p@h/logs' } },
  ] as const;

const status = (word: string, requestId: number) =>
  ['LogStatusNotification', { status: word, requestId }, {}] as const;

test('diagnostics of 1.6 run from their request to their upload', () => {
  const done = open16
    .ask('10:00:10', 'GetDiagnostics', { location: 'ftp://u:p@h/diag' })
    .reply('10:00:11', { fileName: 'diag.zip' })
    .call('10:00:20', 'DiagnosticsStatusNotification', { status: 'Uploading' }, {})
    .call('10:02:00', 'DiagnosticsStatusNotification', { status: 'Uploaded' }, {})
    .call('10:03:00', 'DiagnosticsStatusNotification', { status: 'Uploaded' }, {});
  expect(uploads(done)).toMatchObject([
    {
      log_type: 'Diagnostics',
      location: 'ftp://h/diag',
      file_name: 'diag.zip',
      state: 'uploaded',
      uploading_at: at('10:00:20'),
      ended_at: at('10:02:00'),
    },
  ]);
});

test('a log is known by its request, and a newer one cancels it', () => {
  const two = open2
    .ask('10:00:10', ...getLog(1))
    .reply('10:00:11', { status: 'Accepted', filename: 'a.log' })
    .call('10:00:20', ...status('Uploading', 1))
    .ask('10:01:10', ...getLog(2))
    .reply('10:01:11', { status: 'AcceptedCanceled', filename: 'b.log' })
    .call('10:01:20', ...status('Uploading', 2))
    .call('10:01:30', ...status('UploadFailure', 2));
  expect(uploads(two)).toMatchObject([
    { request_id: '1', file_name: 'a.log', state: 'cancelled', ended_at: at('10:01:11') },
    { request_id: '2', file_name: 'b.log', state: 'failed', last_status: 'UploadFailure' },
  ]);
});

test('a refused request is over, and an upload nobody asked for is one all the same', () => {
  const both = open2
    .ask('10:00:10', ...getLog(1))
    .reply('10:00:11', { status: 'Rejected' })
    .call('10:05:00', ...status('Uploaded', 7))
    .call('10:06:00', ...status('Idle', 7));
  expect(uploads(both)).toMatchObject([
    { request_id: '1', state: 'refused', ended_at: at('10:00:11') },
    { request_id: '7', log_type: '', state: 'uploaded', requested_at: at('10:05:00') },
  ]);
});
