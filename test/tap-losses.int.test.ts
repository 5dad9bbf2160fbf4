// The CSMS behind a tap and the log beside it die again and again: no transaction message is lost.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startSenders } from './kills.ts';
import { freePorts } from './servers/java.ts';
import { startTapRig } from './tap-rig.ts';

/** A CSMS in a process of its own: notes each call in a file, then confirms it. */
const program = `
const { appendFileSync } = require('node:fs');
const { WebSocketServer } = require('ws');
const [port, file] = process.argv.slice(1);
const server = new WebSocketServer({ port: Number(port), host: '127.0.0.1' });
server.on('listening', () => process.stdout.write('up'));
server.on('connection', (socket) => {
  socket.on('error', () => undefined);
  socket.on('message', (data) => {
    const id = JSON.parse(data)[1];
    appendFileSync(file, id + '\\n');
    socket.send('[3,"' + id + '",{}]');
  });
});`;

const startCsms = async (port: number, file: string): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ['-e', program, String(port), file]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
};

const kill = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

const rounds = 2;

test(`what a CSMS heard is in the log after ${rounds} kills of it and ends of the log`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-losses-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'heard');
  const [port = 0] = await freePorts(1);
  let csms = await startCsms(port, file);
  const rig = await startTapRig(`ws://127.0.0.1:${port}/csms`);
  const senders = startSenders(['CS-1', 'CS-2', 'CS-3'], rig.url);
  const moreConfirmed = async (): Promise<void> => {
    const before = senders.count();
    while (senders.count() < before + 15) await pause(5);
  };
  for (let round = 0; round < rounds; round++) {
    await moreConfirmed();
    rig.log.hold();
    // The log is away: stations are served all the same, and by a CSMS that dies meanwhile.
    await moreConfirmed();
    await kill(csms);
    csms = await startCsms(port, file);
    await moreConfirmed();
    rig.log.release();
  }
  await senders.stop();
  const failed = rig.tap.stats().upstreamFailures;
  await rig.tap.stop();
  const events = ['CS-1', 'CS-2', 'CS-3'].flatMap((id) => rig.eventsOf(id));
  const idsOf = (direction: string): ReadonlySet<string> =>
    new Set(events.flatMap((one) => (one.direction === direction ? [one.messageId] : [])));
  const [asked, answered] = [idsOf('FROM_STATION'), idsOf('TO_STATION')];
  const heard = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const confirmed = senders.confirmed.flatMap(({ ids }) => ids);
  console.log(`${heard.length} calls heard, ${confirmed.length} confirmed, ${failed} dead ends.`);
  expect(heard.filter((id) => !asked.has(id))).toEqual([]);
  expect(confirmed.filter((id) => !answered.has(id))).toEqual([]);
  expect(rig.tap.stats()).toMatchObject({ unrecorded: 0, spooled_bytes: 0 });
  await rig.stop();
}, 60_000);
