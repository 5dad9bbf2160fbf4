// What the room `firmware` promises, from the frames of a tape to its rows.

import { describe, expect, test } from 'vitest';
import { foldTape } from '../../test/fold-tape.ts';
import type { Tape } from '../tape.ts';
import { at, iso, tape } from '../tape.ts';

const boot16 = (version: string) =>
  [
    'BootNotification',
    { chargePointVendor: 'V', chargePointModel: 'M', firmwareVersion: version },
    { status: 'Accepted', currentTime: iso('10:00:00'), interval: 300 },
  ] as const;

const status16 = (status: string) => ['FirmwareStatusNotification', { status }, {}] as const;
const status2 = (status: string, requestId?: number) =>
  [
    'FirmwareStatusNotification',
    requestId === undefined ? { status } : { status, requestId },
    {},
  ] as const;

const updates = (one: Tape) => foldTape(one).rows('firmware_updates');
const versions = (one: Tape) => foldTape(one).rows('firmware_versions');

const open16 = tape('ocpp1.6')
  .connected('10:00:00')
  .call('10:00:01', ...boot16('1.0'));
const open2 = tape('ocpp2.0.1').connected('10:00:00');

const asked16 = open16
  .ask('10:10:00', 'UpdateFirmware', {
    location: 'ftp://user:pw@files.example/2.0.bin',
    retrieveDate: iso('10:15:00'),
  })
  .reply('10:10:01', {});

const update2 = (requestId: number, signature?: string) =>
  [
    'UpdateFirmware',
    {
      requestId,
      firmware: {
        location: 'https://files.example/fw.bin?sig=x',
        retrieveDateTime: iso('10:15:00'),
        ...(signature === undefined ? {} : { signature }),
      },
    },
  ] as const;

describe('an update', () => {
  test('runs from its request over download and installation to the boot with its version', () => {
    const done = asked16
      .call('10:15:10', ...status16('Downloading'))
      .call('10:16:00', ...status16('Downloaded'))
      .call('10:16:05', ...status16('Installing'))
      .call('10:18:00', ...status16('Installed'))
      .call('10:19:00', ...boot16('2.0'));
    expect(updates(done)).toMatchObject([
      {
        requested_at: at('10:10:00'),
        requested: true,
        location: 'ftp://files.example/2.0.bin',
        signed: false,
        answered_at: at('10:10:01'),
        from_version: '1.0',
        to_version: '2.0',
        state: 'installed',
        last_status: 'Installed',
        downloading_at: at('10:15:10'),
        downloaded_at: at('10:16:00'),
        installing_at: at('10:16:05'),
        ended_at: at('10:18:00'),
        evidence: 'status',
        failures: 0,
        retries: 0,
      },
    ]);
  });

  test('is installed, too, where only a boot with another version tells of it', () => {
    const done = asked16
      .call('10:15:10', ...status16('Downloading'))
      .call('10:16:00', ...status16('Downloaded'))
      .call('10:19:00', ...boot16('2.0'));
    expect(updates(done)).toMatchObject([
      { state: 'installed', evidence: 'boot', ended_at: at('10:19:00'), to_version: '2.0' },
    ]);
  });

  test('that says Installed and boots with the old version shows the old version', () => {
    const done = asked16
      .call('10:18:00', ...status16('Installed'))
      .call('10:19:00', ...boot16('1.0'));
    expect(updates(done)).toMatchObject([
      { state: 'installed', from_version: '1.0', to_version: '1.0' },
    ]);
  });

  test('is not installed by a boot with the old version', () => {
    const going = asked16
      .call('10:16:00', ...status16('Downloaded'))
      .call('10:19:00', ...boot16('1.0'));
    expect(updates(going)).toMatchObject([{ state: 'downloaded', to_version: '' }]);
  });

  test('that fails and is tried again is one update with a retry', () => {
    const done = asked16
      .call('10:15:10', ...status16('Downloading'))
      .call('10:15:40', ...status16('DownloadFailed'))
      .call('10:16:10', ...status16('Downloading'))
      .call('10:17:00', ...status16('Downloaded'))
      .call('10:17:05', ...status16('Installing'))
      .call('10:19:00', ...status16('InstallationFailed'))
      .call('10:19:30', ...status16('InstallationFailed'));
    expect(updates(done)).toMatchObject([
      {
        state: 'failed',
        last_status: 'InstallationFailed',
        failures: 2,
        retries: 1,
        ended_at: at('10:19:00'),
      },
    ]);
  });

  test('that the station refuses ends with its answer', () => {
    const refused = open2.ask('10:10:00', ...update2(4)).reply('10:10:02', { status: 'Rejected' });
    expect(updates(refused)).toMatchObject([
      { state: 'refused', last_status: 'Rejected', evidence: 'answer', ended_at: at('10:10:02') },
    ]);
    const error = open16
      .ask('10:10:00', 'UpdateFirmware', { location: 'x', retrieveDate: iso('10:10:00') })
      .reply('10:10:02', { error: 'NotSupported' });
    expect(updates(error)).toMatchObject([{ state: 'refused', last_status: 'NotSupported' }]);
  });

  test('is cancelled by a later one that is accepted in its place', () => {
    const two = open2
      .ask('10:10:00', ...update2(4))
      .reply('10:10:01', { status: 'Accepted' })
      .call('10:15:00', ...status2('Downloading', 4))
      .ask('10:20:00', ...update2(5, 'c2ln'))
      .reply('10:20:01', { status: 'AcceptedCanceled' })
      .call('10:21:00', ...status2('Downloading', 5));
    expect(updates(two)).toMatchObject([
      { request_id: '4', state: 'cancelled', evidence: 'request', signed: false },
      { request_id: '5', state: 'downloading', signed: true },
    ]);
  });

  test('whose request was never seen begins with the first word of the station', () => {
    const unheard = open2
      .call('10:15:00', ...status2('Idle'))
      .call('10:16:00', ...status2('Downloading', 9))
      .call('10:17:00', ...status2('InvalidSignature', 9));
    expect(updates(unheard)).toMatchObject([
      {
        requested_at: at('10:16:00'),
        requested: false,
        request_id: '9',
        state: 'failed',
        last_status: 'InvalidSignature',
      },
    ]);
  });

  test('that a local controller publishes is another kind', () => {
    const published = open2
      .ask('10:10:00', 'PublishFirmware', { location: 'https://f/x', checksum: 'c', requestId: 3 })
      .reply('10:10:01', { status: 'Accepted' })
      .call('10:11:00', 'PublishFirmwareStatusNotification', {
        status: 'Downloading',
        requestId: 3,
      })
      .call('10:12:00', 'PublishFirmwareStatusNotification', { status: 'Published', requestId: 3 });
    expect(updates(published)).toMatchObject([{ kind: 'publish', state: 'published' }]);
  });

  test('of the security whitepaper is told by its own messages', () => {
    const signed = open16
      .ask('10:10:00', 'SignedUpdateFirmware', {
        requestId: 8,
        firmware: {
          location: 'https://f/x',
          retrieveDateTime: iso('10:10:00'),
          signature: 'c2ln',
          signingCertificate: 'PEM',
        },
      })
      .reply('10:10:01', { status: 'Accepted' })
      .call('10:11:00', 'SignedFirmwareStatusNotification', {
        status: 'SignatureVerified',
        requestId: 8,
      });
    expect(updates(signed)).toMatchObject([{ signed: true, request_id: '8', state: 'downloaded' }]);
  });
});

describe('versions', () => {
  test('follow each other, from boot to boot', () => {
    const lived = open16
      .call('11:00:00', ...boot16('1.0'))
      .call('12:00:00', ...boot16('2.0'))
      .call('13:00:00', ...boot16(''));
    expect(versions(lived)).toMatchObject([
      {
        firmware_version: '1.0',
        started_at: at('10:00:01'),
        confirmed_at: at('11:00:00'),
        ended_at: at('12:00:00'),
      },
      { firmware_version: '2.0', started_at: at('12:00:00'), ended_at: null, evidence: 'boot' },
    ]);
  });

  test('are also told by a report of the device model', () => {
    const reported = open2.call('10:05:00', 'NotifyReport', {
      requestId: 1,
      seqNo: 0,
      generatedAt: iso('10:05:00'),
      reportData: [
        {
          component: { name: 'ChargingStation' },
          variable: { name: 'FirmwareVersion' },
          variableAttribute: [{ value: '3.1', mutability: 'ReadOnly' }],
        },
      ],
    });
    expect(versions(reported)).toMatchObject([{ firmware_version: '3.1', evidence: 'report' }]);
    expect(foldTape(reported).rows('settings')).toMatchObject([
      { component: 'ChargingStation', variable: 'FirmwareVersion', value: '3.1', readonly: true },
    ]);
  });
});
