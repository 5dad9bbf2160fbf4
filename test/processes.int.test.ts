// One gateway of two processes on one port: to stations, to commands and to the log it is one.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDesk } from '../ingest/control/desk.ts';
import { openCounter } from '../ingest/control/order.ts';
import { openSealer } from '../ingest/control/seal.ts';
import { silent } from '../lib/logger.ts';
import { type Codecs, openCodecs } from '../log/avro.ts';
import { readAll } from '../log/contract.ts';
import { openEmbeddedLog } from '../log/embedded.ts';
import { type EventLog, ocppTopic } from '../log/port.ts';
import { fileRegistry } from '../log/registry.ts';
import { makeAuthority } from './certificates.ts';
import { inFolder } from './command.ts';
import { type Processes, startProcesses } from './gateway-processes.ts';
import { startSenders } from './kills.ts';
import { connectStation } from './wire-station.ts';

const folder = mkdtempSync(join(tmpdir(), 'laddbok-processes-'));
const secret = 'for tests';
let processes: Processes;
let codecs: Codecs;
let log: EventLog;

beforeAll(async () => {
  const { cert, key } = await (await makeAuthority()).sign({ subject: 'CN=localhost' });
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  codecs = await openCodecs(fileRegistry());
  processes = await startProcesses(2, {
    ...inFolder(folder),
    LADDBOK_SECRET: secret,
    LADDBOK_GATEWAY_TLS_PORT: '0',
    LADDBOK_TLS_CERT: certFile,
    LADDBOK_TLS_KEY: keyFile,
    LADDBOK_PROFILE_0: '*',
    LADDBOK_LIMIT_STATION_HANDSHAKES: '0',
  });
  log = await openEmbeddedLog({ folder: join(folder, 'log'), schemas: codecs });
}, 120_000);

afterAll(async () => {
  await log?.close();
  await processes?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const eventsOf = async (stationId: string) =>
  (await readAll(log, ocppTopic))
    .map(({ value }) => codecs.ocpp.decode(value))
    .filter((event) => event.stationId === stationId);

const attempts = [1, 2, 3, 4];

test('a station that lives keeps its place, whichever process a newcomer comes to', async () => {
  const lives = await connectStation(processes.url('LIVES'), 'ocpp1.6');
  for (const _ of attempts)
    await expect(connectStation(processes.url('LIVES'), 'ocpp1.6')).rejects.toThrow('409');
  expect((await lives.call('Heartbeat'))[0]).toBe(3);
  await lives.close();
});

test('a station that returns to the other process is taken over, and the log tells it in order', async () => {
  // Of two that come one after another each process gets one: so that the return meets the other.
  const dead = await connectStation(processes.url('BACK'), 'ocpp1.6', { autoPong: false });
  const before = (await processes.health()).processes.map(({ connections }) => connections);
  let back = await connectStation(processes.url('BACK'), 'ocpp1.6', { autoPong: false });
  const after = async () => (await processes.health()).processes.map((one) => one.connections);
  if (String(await after()) === String(before))
    back = await connectStation(processes.url('BACK'), 'ocpp1.6', { autoPong: false });
  expect((await dead.closed).code).toBe(4001);
  expect((await back.call('Heartbeat'))[0]).toBe(3);
  expect((await processes.health()).connections).toBe(1);
  const events = await eventsOf('BACK');
  const runs = new Set(events.map(({ gatewayRun }) => gatewayRun));
  expect(runs.size).toBe(2);
  const kinds = events.map(({ kind, gatewayRun }) => [kind, gatewayRun]);
  const moved = kinds.findIndex(([kind, run], i) => kind === 'CONNECTED' && run !== kinds[i - 1]?.[1]);
  expect(kinds.slice(1).findIndex(([kind]) => kind === 'CONNECTED')).toBeGreaterThan(-1);
  // The end of the one before is durable before the one after begins.
  const moves = kinds.findIndex(([kind, run], i) => i > 0 && kind === 'CONNECTED' && run !== kinds[0]?.[1]);
  expect(moved).toBe(0);
  expect(kinds[moves - 1]).toEqual(['DISCONNECTED', kinds[moves - 1]?.[1]]);
  await back.close();
});
