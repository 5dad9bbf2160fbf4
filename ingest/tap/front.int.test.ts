// The ports of a tap: TLS on both sides of it, and the gateway beside it for stations of its own.

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer as createHttps } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { silent } from '../../lib/logger.ts';
import { type Authority, type Signed, openAuthority } from '../../test/certificates.ts';
import { startRig } from '../../test/gateway-rig.ts';
import { startTapRig } from '../../test/tap-rig.ts';
import { connectStation } from '../../test/wire-station.ts';
import { openTlsKeys } from '../security/tls-files.ts';
import type { TapOptions } from './tap.ts';
import { readUpstream } from './upstream.ts';

const cleanups: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

let operator: Authority;
let upstreams: Authority;
let stranger: Authority;
let ours: Signed;
let theirs: Signed;

beforeAll(async () => {
  [operator, upstreams, stranger] = (await Promise.all(
    ['Operator CA', 'CSMS CA', 'Other CA'].map(openAuthority),
  )) as [Authority, Authority, Authority];
  ours = await operator.sign({ subject: 'CN=localhost' });
  theirs = await upstreams.sign({ subject: 'CN=localhost' });
});

/** A CSMS that answers every call, keeps the requests and says who showed which certificate. */
const startCsms = async (secure: boolean) => {
  const requests: IncomingMessage[] = [];
  const names: unknown[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  const server = (
    secure
      ? createHttps({ ...theirs, ca: operator.cert, requestCert: true, rejectUnauthorized: false })
      : (await import('node:http')).createServer()
  ) as Server;
  server.on('upgrade', (request, socket, head) => {
    requests.push(request);
    if (secure) names.push((socket as TLSSocket).getPeerCertificate().subject?.CN);
    sockets.handleUpgrade(request, socket, head, (csms) => {
      csms.on('message', (data: Buffer) => {
        const [, id] = JSON.parse(data.toString()) as [number, string];
        csms.send(`[3,"${id}",{"who":"the CSMS"}]`);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, requests, names };
};

/** The TLS of a tap that asks stations for certificates of the operator's CA. */
const tlsOfTap = (): TapOptions['tls'] => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-front-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const file = (name: string, pem: string): string => {
    writeFileSync(join(folder, name), pem);
    return join(folder, name);
  };
  const files = {
    certificates: [file('own.crt', ours.cert)],
    keys: [file('own.key', ours.key)],
    clientCa: file('clients.crt', operator.cert),
    minVersion: 'TLSv1.2' as const,
    ciphers: '',
  };
  return { port: 0, keys: openTlsKeys({ files, logger: silent }) };
};

const authorization = 'Basic Q1AxOmEgcGFzc3dvcmQ=';

describe('TLS on both sides of a tap', () => {
  test('a password passes over wss:// to a CSMS over wss://, whose CA the settings name', async () => {
    const csms = await startCsms(true);
    const url = `wss://localhost:${csms.port}`;
    const upstreamTls = { ca: upstreams.cert, own: null };
    const rig = await startTapRig(url, { tls: tlsOfTap() ?? null, upstreamTls });
    cleanups.push(rig.stop);
    const at = `wss://localhost:${rig.tap.tlsPort}/CP1`;
    const station = await connectStation(at, 'ocpp2.0.1', {
      ca: operator.cert,
      headers: { authorization },
    });
    expect(await station.call('Heartbeat')).toMatchObject([3, {}, { who: 'the CSMS' }]);
    expect(csms.requests[0]?.headers.authorization).toBe(authorization);
    await station.close();
    await rig.told('CP1', 'DISCONNECTED');
    expect(rig.tap.stats()).toMatchObject({
      accepted: 1,
      refused: 0,
      framesFromStations: 1,
      framesToStations: 1,
      unrecorded: 0,
    });
    expect(rig.tap.stats().bytesFromStations).toBeGreaterThan(20);
  });

  test('a CSMS whose certificate is not trusted gets nothing of what a station says', async () => {
    const csms = await startCsms(true);
    const rig = await startTapRig(`wss://localhost:${csms.port}`);
    cleanups.push(rig.stop);
    const headers = { authorization };
    await expect(connectStation(rig.url('CP1'), 'ocpp1.6', { headers })).rejects.toThrow(
      /ECONNRESET|hang up/,
    );
    await rig.told('CP1', 'REFUSED');
    expect(rig.eventsOf('CP1')[0]?.refusal).toMatch(/^No answer from the upstream: .*certificate/);
    expect(csms.requests).toEqual([]);
    expect(rig.tap.stats()).toMatchObject({ refused: 1, upstreamFailures: 1 });
  });

  test('a certificate is checked here and vouched for with our own; a foreign one gets 401', async () => {
    const csms = await startCsms(true);
    const upstreamTls = { ca: upstreams.cert, own: await operator.sign({ subject: 'CN=tap-1' }) };
    const rig = await startTapRig(`wss://localhost:${csms.port}`, {
      tls: tlsOfTap() ?? null,
      upstreamTls,
    });
    cleanups.push(rig.stop);
    const with_ = (of: object) =>
      connectStation(`wss://localhost:${rig.tap.tlsPort}/CP1`, 'ocpp2.0.1', {
        ca: operator.cert,
        ...of,
      });
    const own = await with_(await operator.sign({ subject: 'CN=CP1' }));
    await own.close();
    // Who shows none has its password, and the CSMS sees nothing of ours.
    await (await with_({ headers: { authorization } })).close();
    expect(csms.names).toEqual(['tap-1', undefined]);
    await expect(with_(await operator.sign({ subject: 'CN=CP2' }))).rejects.toThrow('401');
    await expect(with_(await stranger.sign({ subject: 'CN=CP1' }))).rejects.toThrow('401');
    await rig.told('CP1', 'REFUSED', 2);
    const refused = rig.eventsOf('CP1').flatMap(({ refusal }) => refusal ?? []);
    expect(refused).toEqual([
      'Security profile 3: its certificate is that of "CP2"',
      expect.stringMatching(/^Security profile 3: its certificate is not trusted/),
    ]);
    expect(csms.requests).toHaveLength(2);
  });
});

describe('a tap beside the gateway', () => {
  const both = async (isSecure: boolean) => {
    const csms = await startCsms(false);
    const upstream = readUpstream(`ws://127.0.0.1:${csms.port}`);
    const rig = await startTapRig('', {
      upstreamOf: (id) => (id.startsWith('KEPT') ? upstream : 'gateway'),
      tls: isSecure ? (tlsOfTap() ?? null) : null,
    });
    cleanups.push(rig.stop);
    return { csms, rig };
  };

  test.each([false, true])(
    'one port passes some stations on and answers others (TLS: %s)',
    async (isSecure) => {
      const { csms, rig } = await both(isSecure);
      const { gateway } = await startRig({ port: null, gatewayId: 'tap-1' }, rig.log);
      cleanups.push(() => gateway.stop());
      rig.tap.handOver(gateway.take);
      const to = (id: string) =>
        isSecure ? `wss://localhost:${rig.tap.tlsPort}/${id}` : rig.url(id);
      const [kept, own] = await Promise.all(
        ['KEPT-1', 'OWN-1'].map((id) => connectStation(to(id), 'ocpp1.6', { ca: operator.cert })),
      );
      expect(await kept?.call('Heartbeat')).toMatchObject([3, {}, { who: 'the CSMS' }]);
      for (let i = 0; i < 20; i++) {
        const [type, , answer] = (await own?.call('Heartbeat')) ?? [];
        expect([type, answer]).toEqual([3, { currentTime: expect.any(String) }]);
      }
      expect(csms.requests).toHaveLength(1);
      expect(gateway.stats()).toMatchObject({ connections: 1, accepted: 1 });
      expect(rig.tap.stats()).toMatchObject({ connections: 1, handedOver: 1 });
      await rig.told('KEPT-1', 'FRAME', 2);
      const sources = (id: string) => new Set(rig.eventsOf(id).map(({ source }) => source));
      expect([sources('KEPT-1'), sources('OWN-1')]).toEqual([
        new Set(['TAP']),
        new Set(['GATEWAY']),
      ]);
      // The tap ends first, and takes no station of the gateway along.
      await rig.tap.stop();
      expect((await kept?.closed)?.code).toBe(1006);
      expect(await own?.call('Heartbeat')).toMatchObject([3, {}, {}]);
      await gateway.stop();
      expect((await own?.closed)?.code).toBe(1001);
    },
  );

  test('before the gateway is there its stations are to come back, and others pass', async () => {
    const { rig } = await both(false);
    const socket = connect(rig.tap.port, '127.0.0.1');
    socket.end('GET /OWN-1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 503 [^]*\r\nRetry-After: \d+\r\n/);
    const kept = await connectStation(rig.url('KEPT-1'), 'ocpp1.6');
    expect(await kept.call('Heartbeat')).toMatchObject([3, {}, { who: 'the CSMS' }]);
  });

  test('the plain page of the gateway is shown, and a second request on a connection is not kept', async () => {
    const { rig } = await both(false);
    const { gateway } = await startRig({ port: null }, rig.log);
    cleanups.push(() => gateway.stop());
    rig.tap.handOver(gateway.take);
    const socket = connect(rig.tap.port, '127.0.0.1');
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 [^]*\r\nConnection: close\r\n/);
  });
});
