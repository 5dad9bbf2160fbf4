// Limits over real sockets: whoever goes beyond one is held back; the neighbours notice nothing.

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type GatewayRig, startRig } from '../test/gateway-rig.ts';
import { connectStation } from '../test/wire-station.ts';
import { type GatewayLimits, trustedAddress } from './limits.ts';

let rig: GatewayRig | null = null;

const rigged = async (limits: Partial<GatewayLimits>): Promise<GatewayRig> => {
  rig = await startRig({ entropy: () => 0, limits });
  return rig;
};

afterEach(async () => {
  rig?.log.release();
  await rig?.gateway.stop();
  rig = null;
});

const beat = (id: number): string => `[2,"${id}","Heartbeat",{}]`;

/** How a handshake from an address of this machine is answered. */
const handshake = (url: string, localAddress = '127.0.0.1') =>
  new Promise<{ readonly status: number; readonly retryAfter: string | undefined }>((resolve) => {
    const socket = new WebSocket(url, ['ocpp1.6'], { localAddress });
    socket.on('error', () => resolve({ status: 0, retryAfter: undefined }));
    socket.on('open', () => {
      socket.close();
      resolve({ status: 101, retryAfter: undefined });
    });
    socket.on('unexpected-response', (request, { statusCode = 0, headers }) => {
      request.destroy();
      resolve({ status: statusCode, retryAfter: headers['retry-after'] });
    });
  });

test('a station that reconnects in a loop is told to wait; the one beside it gets in', async () => {
  const { url, gateway } = await rigged({ handshakesOfStation: { burst: 3, perSecond: 0.1 } });
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await handshake(url('LOOP')));
  expect(answers.map(({ status }) => status)).toEqual([101, 101, 101, 429]);
  expect(answers[3]?.retryAfter).toBe('10');
  expect(await handshake(url('OTHER'))).toMatchObject({ status: 101 });
  expect(gateway.refusals().station_rate).toBe(1);
});

test('an address that asks too often is told to wait; another address gets in', async () => {
  const { url, gateway } = await rigged({ handshakesOfAddress: { burst: 5, perSecond: 0.1 } });
  const answers = [];
  for (let i = 0; i < 8; i++) answers.push(await handshake(url(`X-${i}`)));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(3);
  expect(await handshake(url('CS-1'), '127.0.0.2')).toMatchObject({ status: 101 });
  expect(gateway.refusals().address_rate).toBe(3);
});

test('sockets that say nothing count for their address, and keep no other address out', async () => {
  const { url, gateway } = await rigged({ connectionsOfAddress: 10 });
  const idle = Array.from({ length: 100 }, () => connect(gateway.port, '127.0.0.1'));
  for (const socket of idle) socket.on('error', () => undefined);
  await expect.poll(() => gateway.refusals().address_connections).toBe(26);
  expect(await handshake(url('CS-1'))).toMatchObject({ status: 0 });
  for (const socket of idle.slice(20)) socket.destroy();
  await expect.poll(() => handshake(url('CS-1'))).toEqual({ status: 429, retryAfter: '30' });
  expect(await handshake(url('CS-2'), '127.0.0.2')).toMatchObject({ status: 101 });
  for (const socket of idle) socket.destroy();
  await expect.poll(async () => (await handshake(url('CS-1'))).status).toBe(101);
});

test('when there are too many connections in all, newcomers are told to come back', async () => {
  const { url, station, gateway } = await rigged({ connections: 2 });
  const stations = [await station('CS-1'), await station('CS-2')];
  expect(await handshake(url('CS-3'))).toMatchObject({ status: 503, retryAfter: '30' });
  for (const cp of stations) expect((await cp.call('Heartbeat'))[0]).toBe(3);
  expect(gateway.refusals().total_connections).toBe(1);
});

test('a station that talks too fast waits in its own socket; all it said is answered', async () => {
  const limits = { framesOfStation: { burst: 100, perSecond: 1_000 }, flowAhead_s: 60 };
  const { station, gateway, eventsOf } = await rigged(limits);
  const flood = await station('FLOOD');
  const other = await station('OTHER');
  const from = performance.now();
  for (let i = 0; i < 1_600; i++) flood.send(beat(i));
  await expect.poll(() => gateway.stats().slowed).toBeGreaterThan(0);
  expect((await other.call('Heartbeat'))[0]).toBe(3);
  for (let i = 0; i < 1_600; i++) expect(await flood.next()).toContain(`"${i}"`);
  expect((await flood.call('Heartbeat'))[0]).toBe(3);
  expect(performance.now() - from).toBeGreaterThan(1_000);
  expect(eventsOf('FLOOD').filter(({ direction }) => direction === 'FROM_STATION')).toHaveLength(
    1_601,
  );
  expect(gateway.stats()).toMatchObject({ connections: 2, flooded: 0 });
});

test('bytes count as frames do', async () => {
  const limits = { bytesOfStation: { burst: 100_000, perSecond: 2_000_000 } };
  const { station, gateway } = await rigged(limits);
  const cp = await station('CS-1');
  const data = 'x'.repeat(100_000);
  for (let i = 0; i < 5; i++)
    expect((await cp.call('DataTransfer', { vendorId: 'V', data }))[0]).toBe(3);
  expect(gateway.stats().slowed).toBeGreaterThan(0);
});

test('stations of one address wait where together they are too fast, and none is cut off', async () => {
  const limits = { framesOfAddress: { burst: 100, perSecond: 1_000 }, flowAhead_s: 60 };
  const { station, gateway, url } = await rigged(limits);
  const here = await Promise.all(['A', 'B', 'C', 'D'].map((id) => station(id)));
  const from = performance.now();
  for (const one of here) for (let i = 0; i < 300; i++) one.send(beat(i));
  const elsewhere = new WebSocket(url('ELSEWHERE'), ['ocpp1.6'], { localAddress: '127.0.0.2' });
  await once(elsewhere, 'open');
  elsewhere.send(beat(1));
  await once(elsewhere, 'message');
  elsewhere.close();
  for (const one of here)
    for (let i = 0; i < 300; i++) expect(await one.next()).toContain(`"${i}"`);
  for (const one of here) expect((await one.call('Heartbeat'))[0]).toBe(3);
  expect(performance.now() - from).toBeGreaterThan(900);
  expect(gateway.stats().slowed).toBeGreaterThan(0);
  expect(gateway.stats()).toMatchObject({ connections: 4, flooded: 0 });
});

test('where waiting does not help the connection ends with 1008, that of the neighbour goes on', async () => {
  const limits = { framesOfStation: { burst: 10, perSecond: 1 }, flowAhead_s: 5 };
  const { station, told, gateway, url } = await rigged(limits);
  const other = await station('OTHER');
  const flood = await station('FLOOD');
  for (let i = 0; i < 500; i++) flood.send('x');
  const { close } = await told('FLOOD', 'DISCONNECTED');
  expect(close).toEqual({ code: 1008, reason: 'too many frames or bytes', side: 'GATEWAY' });
  expect((await flood.closed).code).toBe(1008);
  expect((await other.call('Heartbeat'))[0]).toBe(3);
  const back = await connectStation(url('FLOOD'), 'ocpp1.6');
  back.send('x');
  expect((await back.closed).code).toBe(1008);
  expect(gateway.stats().flooded).toBe(2);
});

test('while the log is away a flood fills only the share of its station; others are heard', async () => {
  const { station, log, gateway, url } = await rigged({
    ...trustedAddress,
    stationPendingEvents: 50,
    pendingEvents: 2_000,
  });
  const flood = await station('FLOOD');
  await flood.call('Heartbeat');
  log.hold();
  const data = 'x'.repeat(20_000);
  for (let i = 0; i < 500; i++)
    flood.send(`[2,"${i}","DataTransfer",{"vendorId":"V","data":"${data}"}]`);
  await expect.poll(() => gateway.stats().pendingEvents).toBeGreaterThan(50);
  const other = await connectStation(url('OTHER'), 'ocpp1.6');
  const answer = other.call('Heartbeat');
  await expect.poll(() => gateway.stats().pendingEvents).toBeLessThan(200);
  expect(gateway.stats().paused).toBe(false);
  log.release();
  expect((await answer)[0]).toBe(3);
  for (let i = 0; i < 500; i++) await flood.next();
});

test('a message that inflates a thousandfold ends its connection, and takes little memory', async () => {
  const { station, told, url } = await rigged({});
  const other = await station('OTHER');
  const bomb = await connectStation(url('BOMB'), 'ocpp2.0.1', { perMessageDeflate: true });
  expect(bomb.socket.extensions).toContain('permessage-deflate');
  const before = process.memoryUsage().rss;
  bomb.send(Buffer.alloc(64 * 1024 * 1024, ' '), { binary: false });
  const { close } = await told('BOMB', 'DISCONNECTED');
  expect(close).toMatchObject({ code: 1009, side: 'GATEWAY' });
  expect((await other.call('Heartbeat'))[0]).toBe(3);
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
});

test('a handshake that never ends is cut off, told, and keeps nobody out', async () => {
  const { gateway, url } = await rigged({ handshake_ms: 200 });
  const slow = connect(gateway.port, '127.0.0.1');
  slow.on('error', () => undefined);
  slow.write('GET /CS-1 HTTP/1.1\r\nHost: x\r\n');
  expect(await handshake(url('CS-2'))).toMatchObject({ status: 101 });
  const [answer] = (await once(slow, 'data')) as [Buffer];
  expect(answer.toString()).toContain('408');
  await expect.poll(() => gateway.refusals().bad_request).toBe(1);
});
