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
import { openAuthority } from './certificates.ts';
import { inFolder } from './command.ts';
import { type Processes, startProcesses } from './gateway-processes.ts';
import { startSenders } from './kills.ts';
import { type WireStation, connectStation } from './wire-station.ts';

const folder = mkdtempSync(join(tmpdir(), 'laddbok-processes-'));
const secret = 'for tests';
/** Open sockets that both processes together take from one address. */
const fromHere_max = 12;
let processes: Processes;
let codecs: Codecs;
let log: EventLog;

beforeAll(async () => {
  const { cert, key } = await (await openAuthority('CA')).sign({ subject: 'CN=localhost' });
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
    LADDBOK_LIMIT_ADDRESS_CONNECTIONS: String(fromHere_max),
  });
  log = await openEmbeddedLog({ folder: join(folder, 'log'), schemas: codecs });
});

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

/** Where a station's events stop coming from one process and go on from another. */
const moveIn = (events: Awaited<ReturnType<typeof eventsOf>>): number =>
  events.findIndex(({ gatewayRun }, i) => i > 0 && gatewayRun !== events[i - 1]?.gatewayRun);

test('a station that returns to the other process is taken over, and the log tells it in order', async () => {
  const half = { autoPong: false };
  let older = await connectStation(processes.url('BACK'), 'ocpp1.6', half);
  // Processes take connections in turn, so the first return meets the other one, or the second.
  for (let move = -1; move < 0; move = moveIn(await eventsOf('BACK'))) {
    const newer = await connectStation(processes.url('BACK'), 'ocpp1.6', half);
    expect((await older.closed).code).toBe(4001);
    expect((await newer.call('Heartbeat'))[0]).toBe(3);
    older = newer;
  }
  expect((await processes.health()).connections).toBe(1);
  const events = await eventsOf('BACK');
  const move = moveIn(events);
  // The end of the one before is durable before the one after begins.
  expect(events.slice(move - 1, move + 1)).toMatchObject([
    { kind: 'DISCONNECTED', close: { code: 4001, side: 'GATEWAY' } },
    { kind: 'CONNECTED', close: null },
  ]);
  await older.close();
});

test('a command reaches the process that holds its station, asked for in a third process', async () => {
  const [clock, ledger] = [Date.now, codecs.ledger];
  const desk = await openDesk({ log, codec: ledger, name: 'test', logger: silent, clock });
  const counter = openCounter({ desk, sealer: openSealer(secret), clock });
  const ids = ['ASKED-1', 'ASKED-2'];
  const stations = await Promise.all(ids.map((id) => connectStation(processes.url(id), 'ocpp1.6')));
  const runs = new Set<string>();
  for (const [i, station] of stations.entries()) {
    const order = { tenant: 'default', stationId: ids[i] ?? '', name: 'clear-cache', values: {} };
    const asked = await counter.ask({ ...order, by: 'test', expiresAt: clock() + 60_000 });
    if ('refused' in asked) throw new Error(asked.reasons.join(' '));
    expect(await station.next()).toBe(`[2,"${asked.commandId}","ClearCache",{}]`);
    station.send(JSON.stringify([3, asked.commandId, { status: 'Accepted' }]));
    const ended = await counter.settled(asked, 30_000);
    expect(ended.state).toBe('answered');
    runs.add(ended.claim?.run ?? '');
    await station.close();
  }
  expect(runs.size).toBe(2);
  await desk.stop();
});

test('each process tells its figures by its number', async () => {
  const text = await processes.metrics();
  expect(text).toContain('laddbok_gateway_processes_up 2');
  for (const place of [1, 2]) {
    expect(text).toMatch(new RegExp(`laddbok_gateway_accepted\\{process="${place}"\\} [1-9]`));
    expect(text).toMatch(new RegExp(`laddbok_log_up\\{process="${place}"\\} 1`));
  }
});

test('a limit holds for both processes together, not for each', async () => {
  await expect.poll(async () => (await processes.health()).connections).toBe(0);
  const all: WireStation[] = [];
  const come = async (): Promise<void> => {
    for (let i = 0; i < 2 * fromHere_max; i++)
      all.push(await connectStation(processes.url(`MANY-${i}`), 'ocpp1.6'));
  };
  await expect(come()).rejects.toThrow('429');
  expect(all.length).toBeLessThanOrEqual(fromHere_max);
  expect(all.length).toBeGreaterThan(fromHere_max / 2);
  await Promise.all(all.map((station) => station.close()));
});

test('SIGHUP has both processes read the certificates again, and connections go on', async () => {
  const station = await connectStation(processes.secureUrl('TLS'), 'ocpp1.6', {
    rejectUnauthorized: false,
  });
  const count = () =>
    processes.command.err.filter((line) => line.includes('certificates were read again')).length;
  expect(count()).toBe(0);
  processes.command.process.kill('SIGHUP');
  await expect.poll(count, { timeout: 10_000 }).toBe(2);
  expect((await station.call('Heartbeat'))[0]).toBe(3);
  await station.close();
});

test('of two processes one is killed under load: all that was confirmed is in the log', async () => {
  const ids = Array.from({ length: 6 }, (_, i) => `LOAD-${i}`);
  const senders = startSenders(ids, processes.url);
  const confirmedBy = (min: number) =>
    expect
      .poll(() => Math.min(...senders.confirmed.map((one) => one.ids.length)), { timeout: 60_000 })
      .toBeGreaterThan(min);
  await confirmedBy(5);
  const { pid = 0, connections = 0 } = (await processes.health()).processes[0] ?? {};
  expect(connections).toBeGreaterThan(0);
  process.kill(pid, 'SIGKILL');
  const served = Math.max(...senders.confirmed.map((one) => one.ids.length));
  await confirmedBy(served + 5);
  await processes.whole();
  await senders.stop();
  const events = (await Promise.all(ids.map(eventsOf))).flat();
  const heard = new Set(events.map(({ messageId }) => messageId));
  const lost = senders.confirmed.flatMap((one) => one.ids).filter((id) => !heard.has(id));
  expect(lost).toEqual([]);
  expect(await processes.metrics()).toContain('laddbok_gateway_process_restarts_total 1');
  expect(processes.command.err.join()).toContain('another takes its place');
});

test('one of two processes is told to end: its stations come back to a restart, others stay', async () => {
  const ids = Array.from({ length: 6 }, (_, i) => `ROLL-${i}`);
  const stations = await Promise.all(ids.map((id) => connectStation(processes.url(id), 'ocpp1.6')));
  const ends: string[] = [];
  for (const { closed } of stations)
    void closed.then(({ code, reason }) => ends.push(`${code} ${reason}`));
  const { pid = 0, connections = 0 } = (await processes.health()).processes[1] ?? {};
  expect(connections).toBeGreaterThan(0);
  process.kill(pid, 'SIGTERM');
  await expect.poll(() => ends.length, { timeout: 30_000 }).toBe(connections);
  expect(new Set(ends)).toEqual(new Set(['1012 the gateway restarts']));
  const another = async () => (await processes.health()).processes[1]?.pid ?? 0;
  await expect.poll(another, { timeout: 30_000 }).not.toBe(pid);
  await processes.whole();
  expect((await processes.health()).connections).toBe(ids.length - connections);
  await Promise.all(stations.map((station) => station.close()));
});

test('SIGTERM sends all stations away with 1001, and every process leaves in good order', async () => {
  const stations = await Promise.all(
    ['LEFT-1', 'LEFT-2'].map((id) => connectStation(processes.url(id), 'ocpp1.6')),
  );
  expect((await processes.stop()).code).toBe(0);
  for (const { closed } of stations)
    expect(await closed).toEqual({ code: 1001, reason: 'the gateway stops' });
  const kinds = (await eventsOf('')).map(({ kind, gatewayId }) => `${kind} ${gatewayId}`);
  const stopped = kinds.filter((one) => one.startsWith('GATEWAY_STOPPED'));
  // The second has ended once before.
  expect(stopped.map((one) => one.slice(-2)).toSorted()).toEqual(['.1', '.2', '.2']);
});
