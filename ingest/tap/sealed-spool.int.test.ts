// Persons in a tap: the CSMS gets them as they were said; the spool and the log never hold them.

import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { silent } from '../../lib/logger.ts';
import { startTapRig } from '../../test/tap-rig.ts';
import { connectStation } from '../../test/wire-station.ts';
import { isPseudonym } from '../redact/pseudonym.ts';
import { openSealer } from '../redact/seal.ts';
import { openSubjectKeys } from '../redact/subject-keys.ts';
import { eventOfLine } from './line-of-event.ts';

const token = '04A1B2C3D4';

const startCsms = async () => {
  const heard: string[] = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => {
      heard.push(data.toString());
      const [, id] = JSON.parse(data.toString()) as [number, string];
      const idTagInfo = { status: 'Accepted', parentIdTag: token };
      socket.send(JSON.stringify([3, id, { idTagInfo, transactionId: 1 }]));
    }),
  );
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return { heard, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

test('a token passes to the CSMS as it is, and lies sealed on the spool while the log is away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-sealed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const master = 'for tests';
  const keys = openSubjectKeys({ folder: join(folder, 'keys'), master, clock: Date.now });
  const sealer = openSealer({ master, keys, logger: silent });
  const csms = await startCsms();
  const spoolFolder = join(folder, 'spool');
  const rig = await startTapRig(csms.url, { spoolFolder, seal: (event) => sealer.seal(event) });
  onTestFinished(rig.stop);
  rig.log.hold();
  const station = await connectStation(rig.url('CS-1'), 'ocpp1.6');
  const timestamp = '2026-01-05T08:00:00Z';
  const start = { connectorId: 1, idTag: token, meterStart: 0, timestamp };
  const [, , answer] = await station.call('StartTransaction', start);
  expect(answer).toMatchObject({ idTagInfo: { parentIdTag: token } });
  expect(JSON.parse(csms.heard[0] ?? '')).toMatchObject([2, {}, {}, { idTag: token }]);
  // A secret that is dropped leaves a redaction without bytes, which has to come back as one.
  station.send(
    '[2,"9","ChangeConfiguration",{"key":"AuthorizationKey","value":"0011223344556677"}]',
  );
  await station.next();

  const spooled = readdirSync(spoolFolder).map((name) =>
    readFileSync(join(spoolFolder, name), 'utf8'),
  );
  expect(spooled.join('').length).toBeGreaterThan(500);
  expect(spooled.join('')).not.toMatch(new RegExp(`${token}|0011223344556677`, 'i'));
  const waiting = spooled
    .join('')
    .split('\n')
    .flatMap((line) => eventOfLine(line) ?? []);
  const sealed = waiting.find(({ action }) => action === 'StartTransaction');
  expect(sealed?.redactions[0]?.sealed).toBeInstanceOf(Uint8Array);
  expect(isPseudonym(sealed?.redactions[0]?.pseudonym ?? '')).toBe(true);
  expect(sealed === undefined ? '' : sealer.open(sealed).frame).toContain(token);

  rig.log.release();
  await rig.told('CS-1', 'FRAME', 4);
  const frames = rig.eventsOf('CS-1').filter(({ kind }) => kind === 'FRAME');
  expect(JSON.stringify(frames.map(({ frame }) => frame))).not.toContain(token);
  expect(frames.map(({ redactions }) => redactions.length)).toEqual([1, 1, 1, 1]);
  await station.close();
});

test('where a key cannot be kept traffic goes on, and nothing is written in clear', async () => {
  const csms = await startCsms();
  const seal = (): never => {
    throw new Error('no space left on the disk of the keys');
  };
  let broken = false;
  const rig = await startTapRig(csms.url, { seal: (event) => (broken ? seal() : event) });
  onTestFinished(rig.stop);
  const station = await connectStation(rig.url('CS-2'), 'ocpp1.6');
  broken = true;
  expect((await station.call('Authorize', { idTag: token }))[0]).toBe(3);
  expect(rig.tap.stats().unrecorded).toBe(2);
  broken = false;
  await station.close();
  await rig.told('CS-2', 'UNRECORDED');
  expect(JSON.stringify(rig.eventsOf('CS-2'))).not.toContain(token);
});
