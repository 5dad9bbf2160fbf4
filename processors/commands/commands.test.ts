// What the room `commands` promises, from the frames of a tape to its rows.

import { describe, expect, test } from 'vitest';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { Row } from '../../schemas/table.ts';
import { foldTape } from '../../test/fold-tape.ts';
import { at, iso, tape } from '../tape.ts';
import { heldCommandsLimit } from './index.ts';

const rowsOf = (events: readonly OcppEvent[]): readonly Row[] =>
  foldTape({ events }).rows('commands');

const open16 = tape('ocpp1.6').connected('10:00:00');
const open2 = tape('ocpp2.0.1').connected('10:00:00');
const accepted = { status: 'Accepted' };

const start = (time: string, connectorId: number, idTag: string) =>
  ['StartTransaction', { connectorId, idTag, meterStart: 0, timestamp: iso(time) }] as const;

const status = (time: string, connectorId: number, word: string) =>
  [
    'StatusNotification',
    { connectorId, status: word, errorCode: 'NoError', timestamp: iso(time) },
  ] as const;

describe('a remote start', () => {
  const asked = open16
    .ask('10:00:10', 'RemoteStartTransaction', { connectorId: 1, idTag: 'Tag-A' })
    .reply('10:00:11', accepted);

  test('took effect when a transaction began on its port with its token', () => {
    const { events } = asked.call('10:00:40', ...start('10:00:39', 1, 'TAG-A'), {
      transactionId: 7,
    });
    expect(rowsOf(events)).toMatchObject([
      {
        action: 'RemoteStartTransaction',
        port: 1,
        state: 'answered',
        status: 'Accepted',
        latency_ms: 1_000,
        effect_expected: 'session_start',
        effect: 'observed',
        effect_at: at('10:00:40'),
        effect_after_ms: 30_000,
      },
    ]);
  });

  test('did not take effect when only somebody else began, or on another port', () => {
    const { events } = asked
      .call('10:00:20', ...start('10:00:20', 1, 'TAG-B'), { transactionId: 7 })
      .call('10:00:30', ...start('10:00:30', 2, 'TAG-A'), { transactionId: 8 });
    expect(rowsOf(events)).toMatchObject([{ effect: 'awaited' }]);
  });

  test('missed its effect when the station was heard three minutes later without a start', () => {
    const { events } = asked.call('10:03:11', 'Heartbeat', {}).call('10:04:12', 'Heartbeat', {});
    expect(rowsOf(events)).toMatchObject([{ effect: 'missed', effect_at: null }]);
  });

  test('still took effect when the line was down and the start came with its return', () => {
    const { events } = asked
      .disconnected('10:00:20')
      .add('10:20:00', { kind: 'CONNECTED', connectionId: 'c2' })
      .add('10:20:01', {
        connectionId: 'c2',
        direction: 'FROM_STATION',
        messageType: 2,
        messageId: 's',
        action: 'StartTransaction',
        frame: JSON.stringify([2, 's', ...start('10:00:40', 1, 'Tag-A')]),
      });
    expect(rowsOf(events)).toMatchObject([{ effect: 'observed', effect_after_ms: 1_191_000 }]);
  });

  test('has an unknown effect when our own gateway was away and nobody could see it', () => {
    const { events } = asked
      .disconnected('10:00:20', 'GATEWAY')
      .add('10:20:00', { kind: 'CONNECTED', connectionId: 'c2' })
      .add('10:25:00', {
        connectionId: 'c2',
        direction: 'FROM_STATION',
        messageType: 2,
        messageId: 'h',
        action: 'Heartbeat',
        frame: '[2,"h","Heartbeat",{}]',
      });
    expect(rowsOf(events)).toMatchObject([{ effect: 'unknown' }]);
  });

  test('that is rejected has no effect to wait for', () => {
    const { events } = open16
      .ask('10:00:10', 'RemoteStartTransaction', { connectorId: 1, idTag: 'A' })
      .reply('10:00:11', { status: 'Rejected' });
    expect(rowsOf(events)).toMatchObject([{ state: 'answered', status: 'Rejected', effect: '' }]);
  });

  test('of 2.x took effect when a transaction that the cable began gets its token', () => {
    const event = (time: string, eventType: string, more: object) =>
      [
        'TransactionEvent',
        {
          eventType,
          timestamp: iso(time),
          triggerReason: 'CablePluggedIn',
          seqNo: 0,
          transactionInfo: { transactionId: 'T1', chargingState: 'EVConnected' },
          evse: { id: 1 },
          ...more,
        },
      ] as const;
    const { events } = open2
      .call('10:00:05', ...event('10:00:05', 'Started', {}), {})
      .ask('10:00:10', 'RequestStartTransaction', {
        evseId: 1,
        remoteStartId: 5,
        idToken: { idToken: 'A', type: 'Central' },
      })
      .reply('10:00:11', accepted)
      .call('10:00:15', ...event('10:00:15', 'Updated', { idToken: { idToken: 'A' } }), {});
    expect(rowsOf(events)).toMatchObject([
      { target: '5', effect: 'observed', effect_after_ms: 5_000 },
    ]);
  });
});

test('a remote stop took effect when that transaction ended, and names its port', () => {
  const { events } = open16
    .call('10:00:05', ...start('10:00:05', 2, 'A'), { transactionId: 7 })
    .ask('10:10:00', 'RemoteStopTransaction', { transactionId: 7 })
    .reply('10:10:01', accepted)
    .call('10:10:04', 'StopTransaction', {
      transactionId: 7,
      meterStop: 10,
      timestamp: iso('10:10:03'),
      reason: 'Remote',
    });
  expect(rowsOf(events)).toMatchObject([{ port: 2, target: '7', effect_after_ms: 4_000 }]);
});

test('a reset took effect with the next boot, also where the line broke before the answer', () => {
  const { events } = open16
    .ask('10:00:10', 'Reset', { type: 'Hard' })
    .disconnected('10:00:11')
    .add('10:01:00', { kind: 'CONNECTED', connectionId: 'c2' })
    .add('10:01:10', {
      connectionId: 'c2',
      direction: 'FROM_STATION',
      messageType: 2,
      messageId: 'b',
      action: 'BootNotification',
      frame: '[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]',
    });
  expect(rowsOf(events)).toMatchObject([
    {
      state: 'unanswered',
      unanswered_why: 'connection_lost',
      latency_ms: null,
      effect: 'observed',
      effect_after_ms: 60_000,
    },
  ]);
});

test('a port taken out of operation is seen by its status; one that was out already held', () => {
  const inoperative = { connectorId: 1, type: 'Inoperative' };
  const { events } = open16
    .call('10:00:01', ...status('10:00:01', 1, 'Available'), {})
    .ask('10:00:10', 'ChangeAvailability', inoperative)
    .reply('10:00:11', accepted)
    .call('10:00:12', ...status('10:00:12', 2, 'Unavailable'), {})
    .call('10:00:13', ...status('10:00:13', 1, 'Unavailable'), {})
    .ask('10:05:00', 'ChangeAvailability', inoperative)
    .reply('10:05:01', accepted);
  expect(rowsOf(events)).toMatchObject([
    { effect_expected: 'inoperative', effect: 'observed', effect_after_ms: 3_000 },
    { effect: 'held', effect_after_ms: null },
  ]);
});

test('what is Scheduled may wait for the end of a transaction', () => {
  const { events } = open16
    .ask('10:00:10', 'ChangeAvailability', { connectorId: 1, type: 'Inoperative' })
    .reply('10:00:11', { status: 'Scheduled' })
    .call('14:00:00', ...status('14:00:00', 1, 'Unavailable'), {});
  expect(rowsOf(events)).toMatchObject([{ status: 'Scheduled', effect: 'observed' }]);
});

test('a triggered message is the one that was asked for', () => {
  const { events } = open16
    .ask('10:00:10', 'TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 1 })
    .reply('10:00:11', accepted)
    .call('10:00:12', 'Heartbeat', {})
    .call('10:00:14', 'MeterValues', { connectorId: 1, meterValue: [] });
  expect(rowsOf(events)).toMatchObject([{ effect: 'observed', effect_after_ms: 4_000 }]);
});

test('an update took effect when it was installed, and missed when it failed', () => {
  const update = { location: 'ftp://h/f', retrieveDate: iso('12:00:00') };
  const asked = open16.ask('10:00:00', 'UpdateFirmware', update).reply('10:00:01', {});
  const done = asked.call('13:00:00', 'FirmwareStatusNotification', { status: 'Installed' });
  expect(rowsOf(done.events)).toMatchObject([{ status: '', effect: 'observed' }]);
  const failed = asked.call('13:00:00', 'FirmwareStatusNotification', { status: 'DownloadFailed' });
  expect(rowsOf(failed.events)).toMatchObject([{ effect: 'missed' }]);
});

test('a boot with a longer version than before is another version, and shows the update', () => {
  const boot = (firmwareVersion: string) =>
    [
      'BootNotification',
      { chargePointVendor: 'V', chargePointModel: 'M', firmwareVersion },
    ] as const;
  const asked = open16
    .call('10:00:01', ...boot('1.1'))
    .ask('10:00:10', 'UpdateFirmware', { location: 'ftp://h/f', retrieveDate: iso('10:00:10') })
    .reply('10:00:11', {});
  expect(rowsOf(asked.call('10:20:00', ...boot('1.1')).events)).toMatchObject([
    { effect: 'awaited' },
  ]);
  expect(rowsOf(asked.call('10:20:00', ...boot('1.10')).events)).toMatchObject([
    { effect: 'observed' },
  ]);
});

test('texts of any length are held within bounds', () => {
  const long = 'x'.repeat(100_000);
  const { station } = foldTape(
    open16
      .ask('10:00:10', long.slice(0, 255), { [long]: long })
      .ask('10:00:11', 'RemoteStopTransaction', { transactionId: long })
      .ask('10:00:12', 'ChangeConfiguration', { key: long, value: long })
      .ask('10:00:13', 'UpdateFirmware', { location: long, retrieveDate: long })
      .ask('10:00:14', 'GetDiagnostics', { location: long })
      .ask('10:00:15', 'ReserveNow', { reservationId: long, connectorId: 1, expiryDate: long })
      .call('10:00:16', 'FirmwareStatusNotification', { status: long })
      .call('10:00:17', 'SecurityEventNotification', { type: long, timestamp: long }),
  );
  expect(JSON.stringify(station).length).toBeLessThan(16_000);
});

test('results of many settings are their statuses, each once', () => {
  const set = (name: string) => ({
    attributeValue: '1',
    component: { name: 'OCPPCommCtrlr' },
    variable: { name },
  });
  const { events } = open2
    .ask('10:00:10', 'SetVariables', { setVariableData: [set('A'), set('B'), set('C')] })
    .reply('10:00:11', {
      setVariableResult: ['Accepted', 'RebootRequired', 'Accepted'].map((attributeStatus) => ({
        attributeStatus,
      })),
    });
  expect(rowsOf(events)).toMatchObject([
    {
      detail: 'OCPPCommCtrlr.A=1 OCPPCommCtrlr.B=1 OCPPCommCtrlr.C=1',
      status: 'Accepted/RebootRequired',
    },
  ]);
});

test('an answer that the back end could not process says so on its command', () => {
  const { events } = tape('ocpp2.1')
    .connected('10:00:00')
    .ask('10:00:10', 'ClearCache', {})
    .reply('10:00:11', accepted)
    .add('10:00:12', {
      direction: 'TO_STATION',
      frame: '[5,"o2","FormatViolation","",{}]',
      messageType: 5,
      messageId: 'o2',
    });
  expect(rowsOf(events)).toMatchObject([{ status: 'Accepted', result_error: 'FormatViolation' }]);
});

test('a station that never answers is remembered within bounds', () => {
  let endless = open16;
  const reset = { type: 'Hard' };
  for (let i = 0; i < 3 * heldCommandsLimit; i++) {
    endless = endless.ask('10:00:10', 'Reset', reset).reply('10:00:10', accepted);
  }
  const rows = rowsOf(endless.events);
  const held = rows.filter((row) => row['effect'] === 'awaited');
  expect(held).toHaveLength(heldCommandsLimit);
  expect(rows.filter((row) => row['effect'] === 'unknown')).toHaveLength(2 * heldCommandsLimit);
  expect(JSON.stringify(foldTape(endless).station).length).toBeLessThan(32_000);
});
