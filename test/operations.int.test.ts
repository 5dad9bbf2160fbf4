// Commands of a recording, from lines of a file to rows of the store.

import { expect, test } from 'vitest';
import { boots } from '../processors/boots/table.ts';
import { commands } from '../processors/commands/table.ts';
import { connections } from '../processors/connections/table.ts';
import { firmwareUpdates, firmwareVersions } from '../processors/firmware/table.ts';
import { securityEvents } from '../processors/security/table.ts';
import { settings } from '../processors/settings/table.ts';
import type { Row, Table } from '../schemas/table.ts';
import { storedRows } from '../store/rows.ts';
import { hashes, importInto, project, withPipeline, type Pipeline } from './pipeline.ts';

const day = '2026-03-01';
const at = (time: string): number => Date.parse(`${day}T${time}Z`);

const line = (time: string, direction: string, frame: readonly unknown[]): string =>
  JSON.stringify({
    recorded_at: `${day}T${time}Z`,
    station_id: 'CS-9',
    direction,
    protocol: 'ocpp1.6',
    connection_id: 'c1',
    frame: JSON.stringify(frame),
  });

const says = (time: string, ...frame: readonly unknown[]) => line(time, 'from_station', frame);
const isTold = (time: string, ...frame: readonly unknown[]) => line(time, 'to_station', frame);

const boot = (version: string) => [
  'BootNotification',
  { chargePointVendor: 'V', chargePointModel: 'M', firmwareVersion: version },
];

const recording = [
  says('10:00:00', 2, '1', ...boot('1.0')),
  isTold('10:00:00', 3, '1', { status: 'Accepted', currentTime: 'x', interval: 300 }),
  isTold('10:05:00', 2, 'a', 'ChangeConfiguration', { key: 'AuthorizationKey', value: 'S3CR3T' }),
  says('10:05:01', 3, 'a', { status: 'Accepted' }),
  isTold('10:06:00', 2, 'b', 'GetConfiguration', {}),
  says('10:06:02', 3, 'b', {
    configurationKey: [
      { key: 'HeartbeatInterval', readonly: false, value: '300' },
      { key: 'AuthorizationKey', readonly: false, value: 'S3CR3T' },
    ],
  }),
  isTold('10:10:00', 2, 'c', 'UpdateFirmware', {
    location: 'ftp://user:S3CR3T@files.example/2.0.bin',
    retrieveDate: `${day}T10:10:00Z`,
  }),
  says('10:10:01', 3, 'c', {}),
  says('10:11:00', 2, '2', 'FirmwareStatusNotification', { status: 'Downloaded' }),
  says('10:12:00', 2, '3', 'FirmwareStatusNotification', { status: 'Installed' }),
  says('10:13:00', 2, '4', ...boot('2.0')),
  says('10:13:05', 2, '5', 'SecurityEventNotification', {
    type: 'FirmwareUpdated',
    timestamp: `${day}T10:12:00Z`,
  }),
  isTold('10:20:00', 2, 'd', 'Reset', { type: 'Hard' }),
  says('10:20:01', 4, 'd', 'InternalError', 'no', {}),
  isTold('10:30:00', 2, 'e', 'Reset', { type: 'Hard' }),
];

const rowsOf = async ({ store }: Pipeline, table: Table): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for await (const { row } of storedRows(store, table)) rows.push(row);
  return rows;
};

test('a recording with commands becomes rows that hold the whole course, and no secret', async () => {
  await withPipeline(async (pipeline) => {
    expect(await importInto(pipeline, recording)).toMatchObject({ badCount: 0 });
    await project(pipeline);
    const all = await rowsOf(pipeline, commands);
    expect(all).toMatchObject([
      { action: 'ChangeConfiguration', target: 'AuthorizationKey', status: 'Accepted' },
      { action: 'GetConfiguration', state: 'answered', latency_ms: 2_000 },
      { action: 'UpdateFirmware', effect: 'observed', effect_at: at('10:12:00') },
      { action: 'Reset', state: 'error', error_code: 'InternalError', effect: '' },
      { action: 'Reset', state: 'awaiting', answered_at: null, effect: 'awaited' },
    ]);
    expect(await rowsOf(pipeline, firmwareUpdates)).toMatchObject([
      { state: 'installed', from_version: '1.0', to_version: '2.0' },
    ]);
    expect(await rowsOf(pipeline, firmwareVersions)).toMatchObject([
      { firmware_version: '1.0', ended_at: at('10:13:00') },
      { firmware_version: '2.0', ended_at: null },
    ]);
    expect(await rowsOf(pipeline, boots)).toMatchObject([{ answer: 'Accepted' }, { answer: '' }]);
    expect(await rowsOf(pipeline, connections)).toMatchObject([{ connection_id: 'c1' }]);
    expect(await rowsOf(pipeline, securityEvents)).toMatchObject([{ type: 'FirmwareUpdated' }]);
    const told = await rowsOf(pipeline, settings);
    expect(told.map((row) => `${String(row['variable'])}=${String(row['value'])}`).sort()).toEqual([
      'AuthorizationKey=',
      'HeartbeatInterval=300',
    ]);
    for (const table of pipeline.fold.rooms.flatMap((room) => room.tables)) {
      expect(JSON.stringify(await rowsOf(pipeline, table))).not.toContain('S3CR3T');
    }
    const before = await hashes(pipeline);
    await importInto(pipeline, recording);
    await project(pipeline);
    expect(await hashes(pipeline)).toEqual(before);
  });
});
