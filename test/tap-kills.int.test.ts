// The tap is killed while stations speak through it: whatever their CSMS was told is in the log.

import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { openCodecs } from '../log/avro.ts';
import { readAll } from '../log/contract.ts';
import { openEmbeddedLog } from '../log/embedded.ts';
import { ocppTopic } from '../log/port.ts';
import { fileRegistry } from '../log/registry.ts';
import { inFolder, runCommand, startCommand } from './command.ts';
import { startSenders } from './kills.ts';
import { freePorts } from './servers/java.ts';

const folder = mkdtempSync(join(tmpdir(), 'laddbok-tap-kills-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kills = 3;

test(`nothing that the CSMS was told is missing after ${kills} kills of the tap`, async () => {
  await runCommand(['help'], {});
  const told: string[] = [];
  const csms = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  csms.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const [, id] = JSON.parse(data.toString()) as [number, string];
      told.push(id);
      socket.send(`[3,"${id}",{}]`);
    });
  });
  await once(csms, 'listening');
  const [port = 0] = await freePorts(1);
  const settings = inFolder(folder, {
    LADDBOK_GATEWAY_PORT: String(port),
    LADDBOK_METRICS_PORT: '0',
    LADDBOK_TAP_UPSTREAM: `ws://127.0.0.1:${(csms.address() as AddressInfo).port}/csms`,
  });
  const ids = Array.from({ length: 4 }, (_, i) => `CS-${i}`);
  const senders = startSenders(ids, (id) => `ws://127.0.0.1:${port}/${id}`);
  const startTap = async () => {
    const before = senders.count();
    const tap = startCommand(['tap'], settings);
    while (senders.count() < before + 50) await pause(5);
    return tap;
  };
  for (let kill = 0; kill < kills; kill++) {
    const tap = await startTap();
    // Often before the log is open: what is spooled then has to wait for the next life.
    tap.process.kill('SIGKILL');
    await tap.ended;
  }
  const last = await startTap();
  await senders.stop();
  await last.heard(/^Recording into the embedded log/);
  const figures = last.out
    .map((line) => /^Figures at (\S+)\/metrics/.exec(line)?.[1])
    .find(Boolean);
  const metrics = await (await fetch(`${figures}/metrics`)).text();
  expect(metrics).toMatch(/^laddbok_log_up 1$/m);
  expect(metrics).toMatch(/^laddbok_tap_recorded_events_total [1-9]/m);
  expect(metrics).toMatch(/^laddbok_tap_torn_lines_total 0$/m);
  const health = await fetch(`${figures}/health`);
  expect([health.status, await health.json()]).toMatchObject([200, { log: '', unrecorded: 0 }]);
  last.process.kill('SIGTERM');
  expect(await last.ended).toMatchObject({ code: 0 });
  csms.close();

  const { ocpp } = await openCodecs(fileRegistry());
  const log = await openEmbeddedLog({ folder: join(folder, 'log') });
  const events = (await readAll(log, ocppTopic)).map(({ value }) => ocpp.decode(value));
  await log.close();
  const calls = events.filter(({ direction }) => direction === 'FROM_STATION');
  const kept = new Set(calls.map(({ messageId }) => messageId));
  console.log(`${kills} kills, ${told.length} frames told to the CSMS, ${kept.size} in the log.`);
  expect(told.filter((id) => !kept.has(id))).toEqual([]);
  const answered = new Set(
    events.filter((one) => one.direction === 'TO_STATION').map(({ messageId }) => messageId),
  );
  const confirmed = senders.confirmed.flatMap((one) => one.ids);
  expect(confirmed.filter((id) => !answered.has(id))).toEqual([]);
}, 120_000);
