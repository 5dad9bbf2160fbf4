// Every handshake that is refused is counted and told, over real sockets; a flood is told in short.

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { type GatewayRig, startRig } from '../test/gateway-rig.ts';
import { trustedAddress } from './limits.ts';

let rig: GatewayRig | null = null;

const rigged = async (options: Parameters<typeof startRig>[0] = {}): Promise<GatewayRig> => {
  rig = await startRig({ entropy: () => 0, ...options });
  return rig;
};

afterEach(async () => {
  rig?.log.release();
  await rig?.gateway.stop();
  rig = null;
});

const head = (path: string, more = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  `Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n${more}\r\n`;

/** Sends bytes and hears all that comes until the other side closes. */
const say = async (port: number, bytes: string | Buffer): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return heard;
};

const refused = ({ events }: GatewayRig): readonly OcppEvent[] =>
  events().filter(({ kind }) => kind === 'REFUSED');

test.each([
  ['a path without a station', head('/'), 400, 'bad_path'],
  [
    'no WebSocket key',
    'GET /A HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    400,
    'bad_handshake',
  ],
  ['a WebSocket version of 2009', head('/A').replace('13', '6'), 400, 'bad_handshake'],
  [
    'a handshake with neither host nor upgrade',
    'GET /A HTTP/1.1\r\nConnection: close\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n',
    426,
    'no_upgrade',
  ],
  [
    'a handshake that expects what nobody does',
    'GET /A HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: tea\r\n' +
      'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n',
    426,
    'no_upgrade',
  ],
  ['a header of 20 KB', head('/A', `X: ${'x'.repeat(20_000)}\r\n`), 431, 'bad_request'],
  ['bytes that are no HTTP', 'hello there\r\n\r\n', 400, 'bad_request'],
  ['a TLS hello', Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), 400, 'bad_request'],
])('%s is answered, counted and told', async (_, bytes, status, code) => {
  const made = await rigged();
  const answer = await say(made.gateway.port, bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  await expect.poll(() => refused(made)).toHaveLength(1);
  const [event] = refused(made);
  expect(JSON.parse(event?.frame ?? '')).toEqual({ code, count: 1 });
  expect(event?.remoteAddress).toBe('127.0.0.1');
  expect(made.gateway.refusals()).toMatchObject({ [code]: 1 });
  expect(made.gateway.stats().refused).toBe(1);
});

test('three hundred refusals of one station are two events: the first, and how many followed', async () => {
  const made = await rigged({ limits: trustedAddress });
  const offer = 'Sec-WebSocket-Protocol: ocpp1.6\r\n';
  const other = await made.station('OTHER');
  for (let i = 0; i < 10; i++) {
    const bad = head('/CS-1', offer).replace('13', '12');
    await Promise.all(Array.from({ length: 30 }, () => say(made.gateway.port, bad)));
  }
  expect((await other.call('Heartbeat'))[0]).toBe(3);
  expect(made.gateway.refusals().bad_handshake).toBe(300);
  await made.gateway.stop();
  const told = refused(made).map(({ frame }) => JSON.parse(frame ?? '') as { count: number });
  expect(told.map(({ count }) => count)).toEqual([1, 299]);
  expect(new Set(refused(made).map(({ stationId }) => stationId))).toEqual(new Set(['CS-1']));
});

test('while the gateway stops it says when to come back, and tells whom it said that', async () => {
  const made = await rigged();
  const cp = await made.station('CS-1');
  await cp.call('Heartbeat');
  made.log.hold();
  cp.send('[2,"last","Heartbeat",{}]');
  await expect.poll(() => made.log.health().pending).toBe(2);
  const stopped = made.gateway.stop();
  const answer = await say(made.gateway.port, head('/CS-2'));
  expect(answer).toContain('503 Service Unavailable');
  expect(answer).toContain('Retry-After: 5\r\n');
  made.log.release();
  await stopped;
  expect(refused(made)).toMatchObject([{ stationId: 'CS-2', refusal: 'The gateway is stopping' }]);
});

test('while too much waits for the log, newcomers are told so, and each is an event later', async () => {
  const made = await rigged({ limits: { pendingEvents: 10 } });
  const cp = await made.station('CS-1');
  await cp.call('Heartbeat');
  made.log.hold();
  for (let i = 0; i < 20; i++) cp.send(`[2,"${i}","Heartbeat",{}]`);
  await expect.poll(() => made.gateway.stats().paused).toBe(true);
  const answer = await say(made.gateway.port, head('/CS-2'));
  expect(answer).toContain('Retry-After: 30\r\n');
  made.log.release();
  await expect.poll(() => refused(made)).toMatchObject([{ stationId: 'CS-2' }]);
  expect(made.gateway.refusals().overloaded).toBe(1);
});

test('those who are sent away are told different times to come back', async () => {
  let turn = 0;
  const made = await rigged({ limits: { pendingEvents: 0 }, entropy: () => (turn++ % 10) / 10 });
  await expect.poll(() => made.gateway.stats().pendingEvents).toBe(0);
  made.log.hold();
  const first = say(made.gateway.port, head('/'));
  expect(await first).toContain('400');
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => say(made.gateway.port, head(`/CS-${i}`))),
  );
  const waits = answers.map((answer) => Number(/Retry-After: (\d+)/.exec(answer)?.[1]));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(30);
  expect(Math.max(...waits)).toBeLessThanOrEqual(45);
  expect(new Set(waits).size).toBe(10);
});
