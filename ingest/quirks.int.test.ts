// Quirks that the gateway treats, over real sockets: one test a number.

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type GatewayRig, startRig } from '../test/gateway-rig.ts';
import { connectStation } from '../test/wire-station.ts';

let rig: GatewayRig | null = null;

const rigged = async (options: Parameters<typeof startRig>[0] = {}): Promise<GatewayRig> => {
  rig = await startRig(options);
  return rig;
};

afterEach(async () => {
  await rig?.gateway.stop();
  rig = null;
});

const next = async (station: { next(): Promise<string> }) =>
  JSON.parse(await station.next()) as readonly unknown[];

test('Q54 a station is told the time in UTC with Z and milliseconds at most', async () => {
  const { station } = await rigged();
  const cp = await station('CP1');
  const [, , payload] = await cp.call('Heartbeat');
  expect(JSON.stringify(payload)).toMatch(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z"/);
});

test('Q55 truncated JSON is kept as it came and answered by its id; the line stays', async () => {
  const { station, eventsOf } = await rigged();
  const cp = await station('CP1');
  const frame = '[2,"7","MeterValues",{"transactionId":,';
  cp.send(frame);
  expect((await next(cp)).slice(0, 3)).toEqual([4, '7', 'FormationViolation']);
  expect(eventsOf('CP1')[1]).toMatchObject({ frame, verdict: 'MALFORMED' });
  expect((await cp.call('Heartbeat'))[0]).toBe(3);
});

test('Q56 a message id that is used again, or a number, is answered each time', async () => {
  const { station, eventsOf } = await rigged();
  const cp = await station('CP1');
  for (const id of ['"1"', '"1"', '17']) {
    cp.send(`[2,${id},"Heartbeat",{}]`);
    expect((await next(cp))[1]).toBe(JSON.parse(id));
  }
  expect(eventsOf('CP1').filter(({ action }) => action === 'Heartbeat')).toHaveLength(6);
});

test('Q57 an answer to nothing is kept without an action, and is not answered', async () => {
  const { station, eventsOf } = await rigged();
  const cp = await station('CP1');
  cp.send('[3,"9",{}]');
  expect((await cp.call('Heartbeat'))[0]).toBe(3);
  expect(eventsOf('CP1')[1]).toMatchObject({ messageType: 3, messageId: '9', action: '' });
});

test('Q58 a null payload is an empty one', async () => {
  const { station } = await rigged();
  const cp = await station('CP1');
  cp.send('[2,"1","Heartbeat",null]');
  expect((await next(cp)).slice(0, 2)).toEqual([3, '1']);
});

test('Q59 a serial number that is too long is kept whole, marked, and accepted', async () => {
  const { station, eventsOf } = await rigged();
  const cp = await station('CP1');
  const chargePointSerialNumber = 'S'.repeat(60);
  const boot = { chargePointVendor: 'V', chargePointModel: 'M', chargePointSerialNumber };
  expect((await cp.call('BootNotification', boot))[0]).toBe(3);
  const [, event] = eventsOf('CP1');
  expect(event?.verdict).toBe('INVALID');
  expect(event?.frame).toContain(chargePointSerialNumber);
});

test('Q61 a station without a subprotocol is let in where a default is set', async () => {
  const { url, told } = await rigged({ defaultProtocol: 'ocpp1.6' });
  const cp = await connectStation(url('CP1'), []);
  expect((await cp.call('Heartbeat'))[0]).toBe(3);
  expect(await told('CP1', 'CONNECTED')).toMatchObject({ protocol: 'ocpp1.6' });
});

test('Q62 a handshake without `Connection: Upgrade` is told what it lacks, and is an event', async () => {
  const { gateway, told } = await rigged();
  const raw = connect(gateway.port, '127.0.0.1');
  const said = once(raw, 'data') as Promise<[Buffer]>;
  raw.write(
    'GET /CP1 HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n',
  );
  const [answer] = await said;
  raw.destroy();
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 426 .*"Connection: Upgrade"/s);
  expect((await told('CP1', 'REFUSED')).refusal).toMatch(/lacks the header "Connection: Upgrade"/);
});

test('Q63 the identity is the last segment of the path, decoded', async () => {
  const { station, told } = await rigged();
  await station('//charger//RDAM%7C123/');
  expect(await told('RDAM|123', 'CONNECTED')).toMatchObject({ kind: 'CONNECTED' });
});

test('Q64 a station that answers no ping is given up', async () => {
  const { url, told } = await rigged({ pingInterval_ms: 60 });
  await connectStation(url('DEAD'), 'ocpp1.6', { autoPong: false });
  expect((await told('DEAD', 'DISCONNECTED')).close).toMatchObject({ code: 1006 });
});

test('Q65 a dead connection gives way to a newer one, and its end does not end that', async () => {
  const { station, told, url } = await rigged({ limits: { newcomerProbe_ms: 50 } });
  const first = await connectStation(url('CP1'), 'ocpp1.6', { autoPong: false });
  const second = await station('CP1');
  expect((await first.closed).code).toBe(4001);
  await told('CP1', 'DISCONNECTED');
  expect((await second.call('Heartbeat'))[0]).toBe(3);
});

test('Q66 a 2.x station is compressed where it asks, and an excess of size ends in 1009', async () => {
  const { station } = await rigged();
  const cp = await station('CP1', 'ocpp2.0.1');
  expect(cp.socket.extensions).toContain('permessage-deflate');
  cp.send(Buffer.alloc(5 * 1024 * 1024, 'x'), { binary: false });
  expect((await cp.closed).code).toBe(1009);
});
