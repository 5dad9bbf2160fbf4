// Two connections under one station id: whoever lives stays, and whoever is dead gives way.

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type GatewayRig, startRig } from '../test/gateway-rig.ts';
import { connectStation } from '../test/wire-station.ts';

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

test('a station that lives is not replaced by whoever knows its id', async () => {
  const { station, url, gateway, told } = await rigged();
  const cp = await station('CP1');
  await expect(connectStation(url('CP1'), 'ocpp1.6')).rejects.toThrow('409');
  expect((await cp.call('Heartbeat'))[0]).toBe(3);
  expect((await told('CP1', 'REFUSED')).refusal).toContain('alive');
  expect(gateway.stats()).toMatchObject({ connections: 1, replaced: 0 });
  expect(gateway.refusals().already_connected).toBe(1);
});

test('a connection that answers no ping gives way to the station that returned', async () => {
  const { url, told, gateway } = await rigged({ limits: { newcomerProbe_ms: 100 } });
  const dead = await connectStation(url('CP1'), 'ocpp1.6', { autoPong: false });
  const back = await connectStation(url('CP1'), 'ocpp1.6');
  expect((await back.call('Heartbeat'))[0]).toBe(3);
  expect(await dead.closed).toMatchObject({ code: 4001 });
  expect((await told('CP1', 'DISCONNECTED')).close).toMatchObject({ code: 4001, side: 'GATEWAY' });
  expect(gateway.stats()).toMatchObject({ connections: 1, replaced: 1 });
});

test('a connection that ends while it is asked gives way at once', async () => {
  const { url, station } = await rigged();
  const dead = await connectStation(url('CP1'), 'ocpp1.6', { autoPong: false });
  dead.socket.on('ping', () => dead.socket.terminate());
  const from = performance.now();
  const back = await station('CP1');
  expect((await back.call('Heartbeat'))[0]).toBe(3);
  expect(performance.now() - from).toBeLessThan(3_000);
});

test('a newcomer that hangs up while it waits is told as one that did not come in', async () => {
  const { url, gateway, eventsOf } = await rigged({ limits: { newcomerProbe_ms: 100 } });
  await connectStation(url('CP1'), 'ocpp1.6', { autoPong: false });
  const hasty = connect(gateway.port, '127.0.0.1');
  hasty.end(
    'GET /CP1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n',
  );
  const refusals = (): readonly unknown[] => eventsOf('CP1').filter((e) => e.kind === 'REFUSED');
  await expect.poll(refusals).toMatchObject([{ refusal: 'It hung up before it was let in' }]);
});

test('of several newcomers only one waits; the others are told to come back', async () => {
  const { url, gateway } = await rigged({ limits: { newcomerProbe_ms: 300 } });
  await connectStation(url('CP1'), 'ocpp1.6', { autoPong: false });
  const asked = Array.from({ length: 5 }, () => connectStation(url('CP1'), 'ocpp1.6'));
  const settled = await Promise.allSettled(asked);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(gateway.refusals().already_connected).toBe(4);
  await expect.poll(() => gateway.stats().connections).toBe(1);
});

test('a newcomer that hangs up while it waits takes nobody’s place', async () => {
  const { url, gateway } = await rigged({ limits: { newcomerProbe_ms: 200 } });
  await connectStation(url('CP1'), 'ocpp1.6', { autoPong: false });
  const asks = connect(gateway.port, '127.0.0.1');
  asks.write(
    'GET /CP1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n',
  );
  await expect(connectStation(url('CP1'), 'ocpp1.6')).rejects.toThrow('409');
  asks.destroy();
  await once(asks, 'close');
  await expect
    .poll(() =>
      connectStation(url('CP1'), 'ocpp1.6').then(
        (back) => back.call('Heartbeat').then(([type]) => type),
        () => null,
      ),
    )
    .toBe(3);
  await expect.poll(() => gateway.stats().connections).toBe(1);
});

test('where newcomers are refused, also a dead connection stays until its pings are missed', async () => {
  const { url, told } = await rigged({ newcomers: 'refuse', pingInterval_ms: 60 });
  await connectStation(url('CP1'), 'ocpp1.6', { autoPong: false });
  await expect(connectStation(url('CP1'), 'ocpp1.6')).rejects.toThrow('409');
  await told('CP1', 'DISCONNECTED');
  const back = await connectStation(url('CP1'), 'ocpp1.6');
  expect((await back.call('Heartbeat'))[0]).toBe(3);
});

test('two addresses that take turns under one id are warned of', async () => {
  const warnings: string[] = [];
  const logger = {
    info: () => {},
    error: () => {},
    warn: (said: string) => void warnings.push(said),
  };
  const { url, gateway } = await rigged({ newcomers: 'replace', logger });
  for (let i = 0; i < 6; i++)
    await connectStation(url('CP1'), 'ocpp1.6', { localAddress: `127.0.0.${1 + (i % 2)}` });
  await expect.poll(() => gateway.stats().shadowed).toBe(5);
  expect(warnings).toEqual(['Two addresses take turns under the name of one station.']);
});

test('a station with a ping interval of its own is pinged by that, others by the common one', async () => {
  const pingIntervals_ms = new Map([['OFTEN', 40]]);
  const { url, told, gateway } = await rigged({ pingInterval_ms: 60_000, pingIntervals_ms });
  await connectStation(url('SELDOM'), 'ocpp1.6', { autoPong: false });
  await connectStation(url('OFTEN'), 'ocpp1.6', { autoPong: false });
  expect((await told('OFTEN', 'DISCONNECTED')).close).toMatchObject({ code: 1006 });
  expect(gateway.stats().connections).toBe(1);
});
