// A station and its CSMS through the tap: neither can tell, and everything said is in the log.

import { once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { RPCServer } from 'ocpp-rpc';
import { afterEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type TapRig, startTapRig } from '../../test/tap-rig.ts';
import { connectStation } from '../../test/wire-station.ts';

const cleanups: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const tapped = async (
  upstream: string,
  options: Parameters<typeof startTapRig>[1] = {},
): Promise<TapRig> => {
  const rig = await startTapRig(upstream, options);
  cleanups.push(rig.stop);
  return rig;
};

interface Csms {
  readonly port: number;
  readonly requests: readonly IncomingMessage[];
  readonly sockets: readonly WebSocket[];
}

/** A CSMS that shows what reached it, and says what it is told to say. */
const startCsms = async (
  onMessage: (socket: WebSocket, data: Buffer) => void = () => undefined,
  options: object = {},
): Promise<Csms> => {
  const requests: IncomingMessage[] = [];
  const sockets: WebSocket[] = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options });
  server.on('connection', (socket, request) => {
    requests.push(request);
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => onMessage(socket, data));
  });
  await once(server, 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.terminate();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, requests, sockets };
};

const confirms = (socket: WebSocket, data: Buffer): void => {
  const [, id] = JSON.parse(data.toString()) as [number, string];
  socket.send(JSON.stringify([3, id, { currentTime: '2026-01-31T12:00:00.000Z' }]));
};

/** Everything that passes a port, by direction, on its way to another. */
const startWitness = async (port: number) => {
  const seen = { up: [] as Buffer[], down: [] as Buffer[] };
  const server = createTcpServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.on('data', (chunk) => void seen.up.push(chunk));
    far.on('data', (chunk) => void seen.down.push(chunk));
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => void server.close());
  const text = (of: Buffer[]): string => Buffer.concat(of).toString('latin1');
  return {
    port: (server.address() as AddressInfo).port,
    up: () => text(seen.up),
    down: () => text(seen.down),
  };
};

const host = /^Host: .*$/im;

describe('in front of a plain ocpp-rpc server', () => {
  const startRpc = async () => {
    const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: false });
    const heard: string[] = [];
    server.auth((accept) => accept());
    server.on('client', (client) => {
      client.on('message', ({ message }: { message: Buffer | string }) =>
        heard.push(String(message)),
      );
      client.handle('Heartbeat', () => ({ currentTime: '2026-01-31T12:00:00.000Z' }));
      client.handle('StopTransaction', async () => {
        await client.call('TriggerMessage', { requestedMessage: 'MeterValues' });
        return { idTagInfo: { status: 'Accepted' } };
      });
    });
    const http = await server.listen(0, '127.0.0.1');
    cleanups.push(() => server.close({ force: true }));
    return { port: (http.address() as AddressInfo).port, heard };
  };

  const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

  /** A visit with literal frames; what the station heard. */
  const visit = async (url: string): Promise<readonly string[]> => {
    const station = await connectStation(url, 'ocpp1.6');
    const heard: string[] = [];
    const hear = async (): Promise<string> => {
      const frame = await station.next();
      heard.push(frame);
      return frame;
    };
    station.send('[2,"h1","Heartbeat",{}]');
    await hear();
    station.send('[2, "s1" ,"StopTransaction",{"transactionId":7,"meterStop":1e3,"x":"\\u00e9é"}]');
    const [, id] = JSON.parse(await hear()) as [number, string];
    station.send(`[3,"${id}",{"status":"Accepted"}]`);
    await hear();
    station.send('[2,"u1","NoSuchAction",{}]');
    await hear();
    await station.close();
    return heard;
  };

  test('both sides get the same frames with and without the tap, and the same bytes', async () => {
    const rpc = await startRpc();
    const without = await visit(`ws://127.0.0.1:${rpc.port}/CS-1`);
    const heardWithout = rpc.heard.splice(0);
    const behind = await startWitness(rpc.port);
    const rig = await tapped(`ws://127.0.0.1:${behind.port}`);
    const before = await startWitness(rig.tap.port);
    const through = await visit(`ws://127.0.0.1:${before.port}/CS-1`);
    const named = (frames: readonly string[]) => frames.map((one) => one.replace(uuid, 'id'));
    expect(named(through)).toEqual(named(without));
    expect(named(rpc.heard)).toEqual(named(heardWithout));
    await rig.told('CS-1', 'DISCONNECTED');
    expect(before.up().replace(host, '')).toBe(behind.up().replace(host, ''));
    expect(before.down()).toBe(behind.down());

    const frames = rig.eventsOf('CS-1').filter(({ kind }) => kind === 'FRAME');
    expect(frames.filter((one) => one.direction === 'TO_STATION').map((one) => one.frame)).toEqual(
      through,
    );
    expect(frames.map((one) => `${one.direction} ${one.messageType} ${one.action}`)).toEqual([
      'FROM_STATION 2 Heartbeat',
      'TO_STATION 3 Heartbeat',
      'FROM_STATION 2 StopTransaction',
      'TO_STATION 2 TriggerMessage',
      'FROM_STATION 3 TriggerMessage',
      'TO_STATION 3 StopTransaction',
      'FROM_STATION 2 NoSuchAction',
      'TO_STATION 4 NoSuchAction',
    ]);
    const all = rig.eventsOf('CS-1');
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i));
    expect(new Set(all.map(({ source }) => source))).toEqual(new Set(['TAP']));
  });
});

test('path, query, authorization and subprotocol reach the CSMS as the station gave them', async () => {
  const csms = await startCsms();
  const rig = await tapped(`ws://127.0.0.1:${csms.port}/ocpp/v1/`);
  const station = await connectStation(
    rig.url('RDAM%20123?token=a%2Fb'),
    ['ocpp2.0.1', 'ocpp1.6'],
    {
      headers: { Authorization: 'Basic UkRBTTpzZWNyZXQ=', 'X-Odd': 'kept' },
    },
  );
  expect(csms.requests[0]).toMatchObject({
    url: '/ocpp/v1/RDAM%20123?token=a%2Fb',
    headers: {
      host: `127.0.0.1:${csms.port}`,
      authorization: 'Basic UkRBTTpzZWNyZXQ=',
      'x-odd': 'kept',
      'sec-websocket-protocol': 'ocpp2.0.1,ocpp1.6',
    },
  });
  expect(station.socket.protocol).toBe('ocpp2.0.1');
  await rig.told('RDAM 123', 'CONNECTED');
  expect(rig.eventsOf('RDAM 123')[0]).toMatchObject({ protocol: 'ocpp2.0.1', source: 'TAP' });
  expect(JSON.stringify(rig.eventsOf('RDAM 123'))).not.toContain('UkRBTTpzZWNyZXQ');
});

test('pings, pongs, fragments and binary messages pass, and close codes of either side', async () => {
  const csms = await startCsms();
  const rig = await tapped(`ws://127.0.0.1:${csms.port}`);
  const station = await connectStation(rig.url('CS-2'), 'ocpp1.6');
  const [far] = csms.sockets;
  if (far === undefined) throw new Error('no connection');
  const pong = once(station.socket, 'pong') as Promise<[Buffer]>;
  station.socket.ping('are you there');
  expect((await pong)[0].toString()).toBe('are you there');
  const heard = once(far, 'message') as Promise<[Buffer]>;
  station.socket.send('[2,"1","Heart', { fin: false });
  station.socket.send('beat",{}]', { fin: true });
  expect((await heard)[0].toString()).toBe('[2,"1","Heartbeat",{}]');
  far.send(Buffer.from([1, 2, 255]), { binary: true });
  await once(station.socket, 'message');
  far.close(4321, 'because');
  expect(await station.closed).toEqual({ code: 4321, reason: 'because' });
  await rig.told('CS-2', 'DISCONNECTED');
  expect(rig.eventsOf('CS-2').map((one) => one.frame ?? one.frameBytes)).toMatchObject([
    null,
    '[2,"1","Heartbeat",{}]',
    expect.anything(),
    null,
  ]);
  const end = rig.eventsOf('CS-2').at(-1);
  expect(end?.close).toEqual({ code: 4321, reason: 'because', side: 'UPSTREAM' });

  const other = await connectStation(rig.url('CS-3'), 'ocpp1.6');
  other.socket.close(3999, 'bye');
  const [code] = (await once(csms.sockets[1] as WebSocket, 'close')) as [number];
  expect(code).toBe(3999);
  await rig.told('CS-3', 'DISCONNECTED');
  expect(rig.eventsOf('CS-3').at(-1)?.close).toMatchObject({ code: 3999, side: 'STATION' });
});

test('compressed messages pass compressed, and are read', async () => {
  const csms = await startCsms(confirms, { perMessageDeflate: { threshold: 0 } });
  const rig = await tapped(`ws://127.0.0.1:${csms.port}`);
  const station = await connectStation(rig.url('CS-Z'), 'ocpp2.0.1', {
    perMessageDeflate: { threshold: 0 },
  });
  expect(station.socket.extensions).toContain('permessage-deflate');
  for (let i = 0; i < 20; i++) {
    station.send(`[2,"z${i}","Heartbeat",{"customData":{"vendorId":"${'V'.repeat(200)}"}}]`);
    expect(JSON.parse(await station.next())).toMatchObject([3, `z${i}`, {}]);
  }
  await rig.told('CS-Z', 'FRAME', 40);
  const frames = rig.eventsOf('CS-Z').filter(({ kind }) => kind === 'FRAME');
  expect(frames.map(({ messageId, verdict }) => `${messageId} ${verdict}`)).toEqual(
    Array.from({ length: 20 }, (_, i) => [`z${i} VALID`, `z${i} VALID`]).flat(),
  );
});

test('a refusal of the CSMS reaches the station as it is, and is an event', async () => {
  const answer =
    'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="ours"\r\nContent-Length: 4\r\n\r\nno!\n';
  const server = createServer();
  server.on('upgrade', (_: IncomingMessage, socket: Duplex) => void socket.end(answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => void server.close());
  const rig = await tapped(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const socket = connect(rig.tap.port, '127.0.0.1');
  socket.write(
    'GET /CS-4 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  let got = '';
  socket.on('data', (chunk) => (got += chunk.toString()));
  await once(socket, 'end');
  socket.end();
  expect(got).toBe(answer);
  await rig.told('CS-4', 'REFUSED');
  expect(rig.eventsOf('CS-4').at(-1)?.refusal).toBe('The upstream answered HTTP 401 Unauthorized');
});

describe('when something is away', () => {
  test('the upstream: the station finds no connection, as without us, and it is an event', async () => {
    const gone = await startCsms();
    const rig = await tapped('ws://127.0.0.1:1');
    await expect(connectStation(rig.url('CS-5'), 'ocpp1.6')).rejects.toThrow(/ECONNRESET|hang up/);
    await rig.told('CS-5', 'REFUSED');
    expect(rig.eventsOf('CS-5')[0]?.refusal).toMatch(
      /^No answer from the upstream: .*ECONNREFUSED/,
    );
    expect(gone.requests).toEqual([]);
  });

  test('the upstream dies: the station is cut off, and keeps what was not confirmed', async () => {
    const csms = await startCsms();
    const rig = await tapped(`ws://127.0.0.1:${csms.port}`);
    const station = await connectStation(rig.url('CS-6'), 'ocpp1.6');
    station.send('[2,"s","StopTransaction",{"transactionId":1,"meterStop":1}]');
    await once(csms.sockets[0] as WebSocket, 'message');
    csms.sockets[0]?.terminate();
    expect((await station.closed).code).toBe(1006);
    expect(station.unread()).toEqual([]);
    await rig.told('CS-6', 'DISCONNECTED');
    expect(rig.eventsOf('CS-6').map(({ kind }) => kind)).toEqual([
      'CONNECTED',
      'FRAME',
      'DISCONNECTED',
    ]);
    expect(rig.eventsOf('CS-6').at(-1)?.close).toMatchObject({ code: 1006, side: 'UPSTREAM' });
  });

  test('the log: traffic flows, and all of it is there afterwards, in order and with its times', async () => {
    const csms = await startCsms(confirms);
    let now = 1_000;
    const rig = await tapped(`ws://127.0.0.1:${csms.port}`, { clock: () => now });
    rig.log.hold();
    const station = await connectStation(rig.url('CS-7'), 'ocpp1.6');
    for (let i = 0; i < 200; i++) {
      now++;
      await station.call('StopTransaction', { transactionId: i });
    }
    await station.close();
    now = 99_000;
    expect(rig.eventsOf('CS-7')).toEqual([]);
    rig.log.release();
    await rig.told('CS-7', 'DISCONNECTED');
    const events = rig.eventsOf('CS-7');
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 402 }, (_, i) => i));
    expect(events[1]?.recordedAt).toBe(1_001_000);
    expect(events[400]?.recordedAt).toBe(1_200_000);
  });

  test('the log, until the spool is full: traffic flows, and what is missing is told', async () => {
    const csms = await startCsms(confirms);
    const rig = await tapped(`ws://127.0.0.1:${csms.port}`, { spool_bytes: 50_000 });
    rig.log.hold();
    const station = await connectStation(rig.url('CS-8'), 'ocpp1.6');
    for (let i = 0; i < 200; i++) await station.call('Heartbeat', {});
    const { unrecorded } = rig.tap.stats();
    expect(unrecorded).toBeGreaterThan(100);
    rig.log.release();
    await rig.told('CS-8', 'UNRECORDED');
    await station.call('Heartbeat', {});
    await station.close();
    await rig.told('CS-8', 'DISCONNECTED');
    const events = rig.eventsOf('CS-8');
    const at = events.findIndex(({ kind }) => kind === 'UNRECORDED');
    expect(JSON.parse(events[at]?.frame ?? '')).toMatchObject({
      type: 'Unrecorded',
      events: unrecorded,
    });
    const [before, told, after] = events.slice(at - 1).map(({ seq }) => seq);
    expect(told).toBe((before ?? 0) + unrecorded);
    expect(after).toBe((told ?? 0) + 1);
  });
});
