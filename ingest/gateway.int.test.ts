// The gateway over real sockets: what stations see, and what the log holds of it.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ocppTopic } from '../log/port.ts';
import { type GatewayRig, startRig } from '../test/gateway-rig.ts';
import { connectStation } from '../test/wire-station.ts';
import { gatewayLimits, trustedAddress } from './limits.ts';

let rig: GatewayRig | null = null;

const rigged = async (options: Parameters<typeof startRig>[0] = {}): Promise<GatewayRig> => {
  rig = await startRig(options);
  return rig;
};

afterEach(async () => {
  rig?.log.release();
  await rig?.gateway.stop();
  rig = null;
});

const get = (port: number, path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`);

describe('confirmed means durable', () => {
  test('a station gets no answer before its frame and the answer are in the log', async () => {
    const { log, station, eventsOf } = await rigged();
    const cp = await station('CP1');
    await cp.call('Heartbeat');
    log.hold();
    log.effects.length = 0;
    cp.send(
      '[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]',
    );
    await expect.poll(() => log.effects).toEqual(['append 2']);
    const answer = cp.next().then((frame) => log.effects.push(`answered ${frame}`));
    log.release();
    await answer;
    expect(log.effects).toEqual(['append 2', 'durable 2', 'answered [3,"1",{}]']);
    expect(eventsOf('CP1').at(-1)).toMatchObject({ direction: 'TO_STATION', frame: '[3,"1",{}]' });
  });

  test('answers leave in the order of the CALLs, however many are sent at once', async () => {
    const { log, station } = await rigged();
    const cp = await station('CP1');
    await cp.call('Heartbeat');
    log.hold();
    for (let i = 0; i < 50; i++) cp.send(`[2,"${i}","Heartbeat",{}]`);
    await expect.poll(() => log.health().pending).toBe(100);
    expect(cp.unread()).toEqual([]);
    log.release();
    const ids: unknown[] = [];
    for (let i = 0; i < 50; i++) ids.push((JSON.parse(await cp.next()) as unknown[])[1]);
    expect(ids).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
  });

  test('what the log refuses for good is not confirmed: the station is sent away', async () => {
    const { log, station } = await rigged();
    const cp = await station('CP1');
    await cp.call('Heartbeat');
    log.failNext();
    cp.send('[2,"1","Heartbeat",{}]');
    expect(await cp.closed).toEqual({ code: 1011, reason: 'not recorded' });
    expect(cp.unread()).toEqual([]);
  });
});

describe('one connection', () => {
  test('is told from the first to the last in order, both directions, under one id', async () => {
    const { gateway, station, eventsOf, log, told } = await rigged();
    const cp = await station('CP%201', ['ocpp2.0.1']);
    await cp.call('BootNotification', {
      reason: 'PowerUp',
      chargingStation: { model: 'M', vendorName: 'V' },
    });
    cp.socket.close(1000, 'bye');
    await told('CP 1', 'DISCONNECTED');
    const events = eventsOf('CP 1');
    expect(
      events.map(({ kind, direction, action, seq }) => [kind, direction, action, seq]),
    ).toEqual([
      ['CONNECTED', 'NONE', '', 0],
      ['FRAME', 'FROM_STATION', 'BootNotification', 1],
      ['FRAME', 'TO_STATION', 'BootNotification', 2],
      ['DISCONNECTED', 'NONE', '', 3],
    ]);
    expect(events[0]).toMatchObject({ protocol: 'ocpp2.0.1', remoteAddress: '127.0.0.1' });
    expect(events[1]).toMatchObject({ verdict: 'VALID', messageType: 2, gatewayRun: gateway.run });
    expect(events[2]).toMatchObject({ verdict: 'VALID', messageType: 3 });
    expect(events[3]?.close).toEqual({ code: 1000, reason: 'bye', side: 'STATION' });
    const ids = new Set(events.map(({ connectionId }) => connectionId));
    expect([...ids][0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(ids.size).toBe(1);
    expect(log.records(ocppTopic).filter(({ key }) => key === 'default/CP 1')).toHaveLength(4);
  });

  test('that breaks without a close frame is told with 1006', async () => {
    const { station, told } = await rigged();
    const cp = await station('CP1');
    cp.socket.terminate();
    const { close } = await told('CP1', 'DISCONNECTED');
    expect(close).toMatchObject({ code: 1006, side: 'UNKNOWN' });
  });

  test('gives way to a newer one of the same station, and does not take it along', async () => {
    const { gateway, station, eventsOf, told } = await rigged({ newcomers: 'replace' });
    const first = await station('CP1');
    await first.call('Heartbeat');
    const second = await station('CP1');
    expect((await first.closed).code).toBe(4001);
    const { connectionId, close } = await told('CP1', 'DISCONNECTED');
    expect(close).toMatchObject({ code: 4001, side: 'GATEWAY' });
    expect(eventsOf('CP1')[0]?.connectionId).toBe(connectionId);
    expect((await second.call('Heartbeat'))[0]).toBe(3);
    expect(gateway.stats()).toMatchObject({ connections: 1, replaced: 1 });
    const third = await station('CP1');
    expect((await second.closed).code).toBe(4001);
    await third.close();
  });

  test('that answers no ping is ended; one that answers pings or talks stays', async () => {
    const { url, station, told, gateway } = await rigged({ pingInterval_ms: 60 });
    const dead = await connectStation(url('DEAD'), 'ocpp1.6', { autoPong: false });
    const quiet = await station('QUIET');
    const { close } = await told('DEAD', 'DISCONNECTED');
    expect(close).toEqual({ code: 1006, reason: 'pings were not answered', side: 'UNKNOWN' });
    expect((await dead.closed).code).toBe(1006);
    expect((await quiet.call('Heartbeat'))[0]).toBe(3);
    expect(gateway.stats().connections).toBe(1);
  });

  test('is compressed where a 2.x station asks for it, and never in 1.6', async () => {
    const { station } = await rigged();
    const v201 = await station('CP1', 'ocpp2.0.1');
    const v16 = await station('CP2', 'ocpp1.6');
    expect(v201.socket.extensions).toContain('permessage-deflate');
    expect(v16.socket.extensions).toBe('');
    const data = 'x'.repeat(100_000);
    const [type] = await v201.call('DataTransfer', { vendorId: 'V', data });
    expect(type).toBe(3);
  });
});

describe('bad input is kept, answered as the protocol asks, and stops nothing', () => {
  const deep = `[2,"deep","DataTransfer",{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`;

  test.each([
    ['not JSON', 'hello', null, [4, '-1', 'RpcFrameworkError']],
    [
      'broken JSON',
      '[2,"7","X",{"a":}]',
      [4, '7', 'FormationViolation'],
      [4, '7', 'FormatViolation'],
    ],
    [
      'nested 100,000 deep',
      deep,
      [4, 'deep', 'FormationViolation'],
      [4, 'deep', 'FormatViolation'],
    ],
    ['an unknown type', '[9,"7","X",{}]', null, [4, '7', 'MessageTypeNotSupported']],
    ['a CALLRESULTERROR', '[5,"7","FormatViolation","",{}]', null, null],
    ['a SEND', '[6,"7","NotifyPeriodicEventStream",{}]', null, null],
    ['an answer to nothing', '[3,"7",{}]', null, null],
  ])('%s', async (_, frame, in16, in21) => {
    const { station, eventsOf } = await rigged();
    for (const [protocol, expected] of [
      ['ocpp1.6', in16],
      ['ocpp2.1', in21],
    ] as const) {
      const cp = await station(protocol, protocol);
      cp.send(frame);
      const answer = expected === null ? null : (JSON.parse(await cp.next()) as unknown[]);
      expect(answer?.slice(0, 3) ?? null).toEqual(expected);
      expect((await cp.call('Heartbeat'))[0]).toBe(3);
      expect(eventsOf(protocol)[1]).toMatchObject({ kind: 'FRAME', frame });
    }
  });

  test('an unknown action is answered NotImplemented', async () => {
    const { station, eventsOf } = await rigged();
    const cp = await station('CP1');
    expect((await cp.call('MakeCoffee')).slice(2, 3)).toEqual(['NotImplemented']);
    expect(eventsOf('CP1')[1]).toMatchObject({ action: 'MakeCoffee', verdict: 'UNCHECKED' });
  });

  test('a binary frame is kept as bytes, and the connection goes on', async () => {
    const { station, eventsOf } = await rigged();
    const cp = await station('CP1', 'ocpp2.0.1');
    cp.send(Buffer.from([0, 255, 1]), { binary: true });
    expect((JSON.parse(await cp.next()) as unknown[])[2]).toBe('RpcFrameworkError');
    cp.send(Buffer.from('[2,"7","Heartbeat",{}]'), { binary: true });
    expect((JSON.parse(await cp.next()) as unknown[])[1]).toBe('7');
    expect((await cp.call('Heartbeat'))[0]).toBe(3);
    const [, first] = eventsOf('CP1');
    expect(first).toMatchObject({ frame: null, verdict: 'MALFORMED', messageType: 0 });
    expect(first?.frameBytes).toEqual(Buffer.from([0, 255, 1]));
    expect(first?.verdictErrors).toEqual(['BINARY: binary frame']);
  });

  test('text that is not UTF-8 is kept as bytes, and the connection ends with 1007', async () => {
    const { station, told, eventsOf } = await rigged();
    const cp = await station('CP1');
    const latin1 = Buffer.from('[2,"7","Authorize",{"idTag":"\u00e5"}]', 'latin1');
    cp.send(latin1, { binary: false });
    expect((await cp.closed).code).toBe(1007);
    await told('CP1', 'DISCONNECTED');
    const [, frame, end] = eventsOf('CP1');
    expect(frame).toMatchObject({ frame: null, verdict: 'MALFORMED' });
    expect(frame?.frameBytes).toEqual(latin1);
    expect(end?.close).toMatchObject({ code: 1007, side: 'GATEWAY' });
  });

  test('of 5 MiB the beginning and digest are kept; the connection ends with 1009', async () => {
    const { station, told, eventsOf } = await rigged();
    const cp = await station('CP1');
    const other = await station('CP2');
    const data = Buffer.alloc(5 * 1024 * 1024, 'x');
    cp.send(data, { binary: false });
    expect((await cp.closed).code).toBe(1009);
    await told('CP1', 'DISCONNECTED');
    const [, frame] = eventsOf('CP1');
    expect(frame?.frameBytes).toHaveLength(gatewayLimits.oversizeKept_bytes);
    expect(frame?.verdictErrors[0]).toContain(createHash('sha256').update(data).digest('hex'));
    expect((await other.call('Heartbeat'))[0]).toBe(3);
  });

  test('of more than 8 MiB only the fact is kept', async () => {
    const { station, told, eventsOf } = await rigged();
    const cp = await station('CP1');
    cp.send(Buffer.alloc(gatewayLimits.frameRead_bytes + 1, 'x'), { binary: false });
    await told('CP1', 'DISCONNECTED');
    const [, frame, end] = eventsOf('CP1');
    expect(frame).toMatchObject({ frame: null, frameBytes: null, verdict: 'MALFORMED' });
    expect(end?.close).toMatchObject({ code: 1009, side: 'GATEWAY' });
    expect((await cp.closed).code).not.toBe(1000);
  });

  test('a frame that breaks RFC 6455 is an event, and ends its connection only', async () => {
    const { station, told, eventsOf, url, gateway } = await rigged();
    const other = await station('CP2');
    const raw = connect(gateway.port, '127.0.0.1');
    raw.write(
      `GET ${new URL(url('CP1')).pathname} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n` +
        'Connection: Upgrade\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n',
    );
    await once(raw, 'data');
    raw.write(Buffer.from([0xff, 0x00]));
    await told('CP1', 'DISCONNECTED');
    expect(eventsOf('CP1')[1]).toMatchObject({ kind: 'FRAME', verdict: 'MALFORMED' });
    expect(eventsOf('CP1')[2]?.close).toMatchObject({ code: 1002, side: 'GATEWAY' });
    expect((await other.call('Heartbeat'))[0]).toBe(3);
    raw.destroy();
  });
});

describe('handshakes', () => {
  test('the best common protocol is chosen', async () => {
    const { station } = await rigged();
    const cp = await station('CP1', ['ocpp1.6', 'ocpp2.0', 'ocpp2.0.1']);
    expect(cp.socket.protocol).toBe('ocpp2.0.1');
  });

  test('without a common protocol it completes, closes with 1002, and is told', async () => {
    const { gateway, told } = await rigged();
    const raw = connect(gateway.port, '127.0.0.1');
    raw.write(
      'GET /CP1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Protocol: ocpp2.0\r\n\r\n',
    );
    let got = Buffer.alloc(0);
    raw.on('data', (chunk: Buffer) => (got = Buffer.concat([got, chunk])));
    const { refusal, close } = await told('CP1', 'REFUSED');
    await expect.poll(() => got.includes(Buffer.from([0x88]))).toBe(true);
    expect(got.toString('latin1')).toContain('101 Switching Protocols');
    expect(got.toString('latin1').toLowerCase()).not.toContain('sec-websocket-protocol');
    expect(got.readUInt16BE(got.lastIndexOf(0x88) + 2)).toBe(1002);
    expect(refusal).toBe('No common subprotocol; offered: ocpp2.0');
    expect(close?.code).toBe(1002);
    raw.destroy();
  });

  test('a station that offers nothing is let in only where a default is configured', async () => {
    const { url } = await rigged({ defaultProtocol: 'ocpp1.6' });
    const cp = await connectStation(url('CP1'), []);
    expect((await cp.call('Heartbeat'))[0]).toBe(3);
  });

  test.each(['', 'CP%ZZ', 'CP%FF'])('the path /%s is refused with 400, and told', async (path) => {
    const { url, told } = await rigged();
    await expect(connectStation(url(path), 'ocpp1.6')).rejects.toThrow('400');
    expect((await told('', 'REFUSED')).refusal).toMatch(/station/);
  });

  test('plain HTTP is told what this is, and what a WebSocket handshake lacks', async () => {
    const { gateway } = await rigged();
    const root = await get(gateway.port, '/');
    expect([root.status, await root.text()]).toEqual([
      200,
      expect.stringContaining('<station id>'),
    ]);
    const other = await get(gateway.port, '/CP1');
    expect([other.status, await other.text()]).toEqual([426, expect.stringContaining('Upgrade')]);
  });
});

describe('while the log is away', () => {
  test('it says so once, /health says 503, and all goes on by itself when it is back', async () => {
    const lines: string[] = [];
    const logger = {
      info: (message: string) => void lines.push(`info ${message}`),
      warn: (message: string) => void lines.push(`warn ${message}`),
      error: (message: string) => void lines.push(`error ${message}`),
    };
    const { gateway, log, station } = await rigged({ logger, pingInterval_ms: 40 });
    const cp = await station('CP1');
    lines.length = 0;
    log.hold();
    await expect.poll(() => lines).toHaveLength(1);
    expect((await get(gateway.port, '/health')).status).toBe(503);
    const answer = cp.call('Heartbeat');
    log.release();
    expect((await answer)[0]).toBe(3);
    await expect.poll(() => lines).toHaveLength(2);
    expect((await get(gateway.port, '/health')).status).toBe(200);
    expect(lines).toEqual([
      'error The log is away: stations get no answer until it is back.',
      'info The log is back: stations are answered again.',
    ]);
  });

  test('stations are not read beyond the limit, and none of what they sent is lost', async () => {
    const limits = { ...trustedAddress, pendingEvents: 100 };
    const { gateway, log, station, url, eventsOf } = await rigged({ limits, pingInterval_ms: 40 });
    const cp = await station('CP1');
    await cp.call('Heartbeat');
    log.hold();
    const frame = (i: number): string =>
      `[2,"${i}","DataTransfer",{"vendorId":"V","data":"${'x'.repeat(20_000)}"}]`;
    for (let i = 0; i < 2_000; i++) cp.send(frame(i));
    await expect.poll(() => gateway.stats().paused).toBe(true);
    await expect(connectStation(url('CP2'), 'ocpp1.6')).rejects.toThrow('503');
    expect(gateway.stats().pendingEvents).toBeLessThan(200);
    log.release();
    for (let i = 0; i < 2_000; i++) expect((await cp.next()).startsWith(`[3,"${i}",`)).toBe(true);
    expect(eventsOf('CP1').filter(({ kind }) => kind === 'FRAME')).toHaveLength(4_002);
    expect(gateway.stats()).toMatchObject({ paused: false, connections: 1 });
  });
});

describe('stopping', () => {
  test('answers what was asked, closes with 1001, returns when all is durable', async () => {
    const { gateway, log, station, events } = await rigged();
    const cp = await station('CP1');
    await cp.call('Heartbeat');
    log.hold();
    cp.send('[2,"last","Heartbeat",{}]');
    await expect.poll(() => log.health().pending).toBe(2);
    const stopped = gateway.stop();
    await expect(station('CP2')).rejects.toThrow('503');
    log.release();
    await stopped;
    expect(await cp.next()).toContain('"last"');
    expect((await cp.closed).code).toBe(1001);
    const last = events().slice(-2);
    expect(last.map(({ kind }) => kind)).toEqual(['DISCONNECTED', 'GATEWAY_STOPPED']);
    expect(last[0]?.close).toMatchObject({ code: 1001, side: 'GATEWAY' });
    expect(events().filter(({ gatewayRun }) => gatewayRun === gateway.run)).toHaveLength(
      events().length,
    );
    expect(events().find(({ kind }) => kind === 'GATEWAY_STARTED')).toMatchObject({
      stationId: '',
    });
  });

  test('a port that is taken is said to be taken', async () => {
    const { gateway } = await rigged();
    await expect(startRig({ port: gateway.port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });
});
