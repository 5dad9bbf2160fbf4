// What a gateway owes to stations and operators: one promise a test, with real sockets.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { silent } from '../../lib/logger.ts';
import { commandsTopic, ledgerTopic, ocppTopic } from '../../log/port.ts';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import {
  type GuardedOptions,
  type GuardedRig,
  decided,
  startGuardedRig,
} from '../../test/guarded-rig.ts';
import { jsonCodec } from '../../test/json-codec.ts';
import { type WireStation, connectStation } from '../../test/wire-station.ts';
import { openDesk } from '../control/desk.ts';
import { openCounter } from '../control/order.ts';
import { openSealer } from '../control/seal.ts';
import type { Verifier } from './verifier.ts';

const endings: (() => Promise<void>)[] = [];

const rigged = async (options: GuardedOptions = {}): Promise<GuardedRig> => {
  const rig = await startGuardedRig(options);
  endings.push(rig.stop);
  return rig;
};

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

const basic = (identity: string, password: string): string =>
  `Basic ${Buffer.from(`${identity}:${password}`).toString('base64')}`;

interface Handshake {
  readonly path: string;
  readonly authorization?: string;
  readonly protocol?: string;
}

/** Everything that is answered to a handshake until the gateway hangs up, and how long it took. */
const answerTo = async (at: GuardedRig, asked: Handshake) => {
  const { path, authorization, protocol = 'ocpp1.6' } = asked;
  const socket = connect(at.gateway.port, '127.0.0.1');
  const began = performance.now();
  const lines = [
    `GET ${path} HTTP/1.1`,
    'Host: gateway',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    `Sec-WebSocket-Protocol: ${protocol}`,
    ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const answer = await text(socket);
  return { answer, took_ms: performance.now() - began };
};

const station = (at: GuardedRig, id: string, password: string): Promise<WireStation> =>
  connectStation(at.url(id), 'ocpp1.6', { headers: { authorization: basic(id, password) } });

const who = (stationId: string) => ({ tenant: 'default', stationId, by: 'cli/anna' });

describe('before the upgrade', () => {
  test('a path that names no station, or cannot be decoded, is answered with 400', async () => {
    const at = await rigged();
    for (const path of ['/', '/%E0%A4%A', '/a%00b', `/${'x'.repeat(256)}`])
      expect((await answerTo(at, { path })).answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a station without the right password is answered with 401 and how to do better', async () => {
    const at = await rigged();
    await at.add('CP1', 1);
    const { answer } = await answerTo(at, { path: '/CP1' });
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(answer).toContain('WWW-Authenticate: Basic realm=');
    expect((await at.told('CP1', 'REFUSED')).refusal).toContain('no password');
  });

  test('a station with its password, and less than it is registered for, gets 403', async () => {
    const at = await rigged();
    const password = await at.add('CP1', 2);
    const authorization = basic('CP1', password);
    const { answer } = await answerTo(at, { path: '/CP1', authorization });
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  });

  test('a station that cannot be checked in time is asked to come back later', async () => {
    const verifier: Verifier = { recall: () => undefined, check: () => Promise.resolve('busy') };
    const at = await rigged({ guard: { verifier } });
    const { answer } = await answerTo(at, { path: '/CP1', authorization: basic('CP1', 'x') });
    expect(answer).toMatch(/^HTTP\/1\.1 503 [^]*\r\nRetry-After: \d+\r\n/);
    expect((await at.told('CP1', 'REFUSED')).refusal).toContain('wait to be checked');
  });

  test('a station without a common subprotocol proves who it is before it is told', async () => {
    const at = await rigged({ gateway: { limits: { close_ms: 50 } } });
    const password = await at.add('CP1', 1);
    const protocol = 'soap';
    const stranger = await answerTo(at, { path: '/CP1', protocol });
    expect(stranger.answer).toMatch(/^HTTP\/1\.1 401 /);
    const own = await answerTo(at, {
      path: '/CP1',
      protocol,
      authorization: basic('CP1', password),
    });
    expect(own.answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(own.answer).not.toContain('Sec-WebSocket-Protocol');
  });
});

describe('no authentication (advisories of 2026)', () => {
  test('who knows only the id of a station cannot speak in its name', async () => {
    const at = await rigged();
    await at.add('CP1', 1);
    await expect(at.station('CP1')).rejects.toThrow('401');
    await at.told('CP1', 'REFUSED');
    expect(at.eventsOf('CP1').map(({ kind }) => kind)).toEqual(['REFUSED']);
  });

  test('a gateway without a word about profile 0 lets in only those that it knows', async () => {
    const at = await rigged();
    await expect(at.station('NEW')).rejects.toThrow('401');
  });
});

describe('takeover by station id (advisories of 2026)', () => {
  test('a connected station is not disturbed by somebody who says its id', async () => {
    const at = await rigged();
    const password = await at.add('CP1', 1);
    const own = await station(at, 'CP1', password);
    await expect(at.station('CP1')).rejects.toThrow('401');
    await expect(station(at, 'CP1', 'wrong')).rejects.toThrow('401');
    expect((await own.call('Heartbeat'))[0]).toBe(3);
    await own.close();
  });

  test('the password of one station opens no other, and says nothing in its name', async () => {
    const at = await rigged();
    const [password] = [await at.add('CP1', 1), await at.add('CP2', 1)];
    const authorization = basic('CP1', password);
    const { answer } = await answerTo(at, { path: '/CP2', authorization });
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('a station that comes back with its password takes the place of its dead connection', async () => {
    const at = await rigged();
    const password = await at.add('CP1', 1);
    const old = await station(at, 'CP1', password);
    const young = await station(at, 'CP1', password);
    expect((await old.closed).code).toBe(4001);
    await young.close();
  });
});

describe('guessable ids (advisories of 2026)', () => {
  test('whether a station is registered cannot be told from the answer, nor from its time', async () => {
    const refusal_ms = 150;
    const at = await rigged({ guard: { refusal_ms } });
    await at.add('KNOWN1', 1);
    await at.add('KNOWN3', 3);
    const asked = ['KNOWN1', 'KNOWN3', 'NOBODY'].flatMap((id) => [
      { path: `/${id}` },
      { path: `/${id}`, authorization: basic(id, 'a wrong password') },
      { path: `/${id}`, authorization: 'Bearer something' },
    ]);
    const answers = await Promise.all(asked.map((one) => answerTo(at, one)));
    expect(new Set(answers.map(({ answer }) => answer)).size).toBe(1);
    for (const { took_ms } of answers) expect(took_ms).toBeGreaterThanOrEqual(refusal_ms - 5);
  });
});

describe('while it runs', () => {
  test('a station that is blocked is disconnected with 1008 at once, and let in no more', async () => {
    const at = await rigged();
    const password = await at.add('CP1', 1);
    const own = await station(at, 'CP1', password);
    await at.clerk.block(who('CP1'), 'stolen');
    expect(await own.closed).toEqual({ code: 1008, reason: 'the station is blocked' });
    await expect(station(at, 'CP1', password)).rejects.toThrow('403');
    await expect(station(at, 'CP1', 'wrong')).rejects.toThrow('401');
    await at.clerk.unblock(who('CP1'));
    await at.seen('CP1', 'StationUnblocked');
    await (await station(at, 'CP1', password)).close();
  });

  test('a station that is removed is disconnected, and a stranger from then on', async () => {
    const at = await rigged();
    const password = await at.add('CP1', 1);
    const own = await station(at, 'CP1', password);
    await at.clerk.remove(who('CP1'));
    expect((await own.closed).code).toBe(1008);
    await expect(station(at, 'CP1', password)).rejects.toThrow('401');
  });

  test('a rotated key opens beside the old one, until the station has used it', async () => {
    const at = await rigged();
    const old = await at.add('CP1', 1);
    const { password: young } = await decided(at.clerk.rotate(who('CP1')));
    await at.seen('CP1', 'StationKeyRotated');
    await (await station(at, 'CP1', old)).close();
    await (await station(at, 'CP1', young ?? '')).close();
    await expect.poll(() => at.registry.find('default', 'CP1')?.keys.length).toBe(1);
    await expect(station(at, 'CP1', old)).rejects.toThrow('401');
    await (await station(at, 'CP1', young ?? '')).close();
  });

  test('until the registry was read once, stations are asked to come back', async () => {
    const at = await rigged();
    const registry = { ...at.registry, caughtUp: () => new Promise<void>(() => undefined) };
    const late = await startGuardedRig({ guard: { registry }, unread: true });
    endings.push(late.stop);
    expect((await answerTo(late, { path: '/CP1' })).answer).toMatch(/^HTTP\/1\.1 503 /);
  });
});

describe('secrets', () => {
  test('passwords are nowhere in the log: not in the ledger, nor in events', async () => {
    const at = await rigged();
    const password = await at.add('CP1', 1, { password: 'a password that was chosen' });
    await (await station(at, 'CP1', password)).close();
    await expect(station(at, 'CP1', 'a password that is wrong')).rejects.toThrow('401');
    await at.told('CP1', 'DISCONNECTED');
    const kept = [ledgerTopic, ocppTopic].flatMap((topic) =>
      at.log.records(topic).map(({ value }) => Buffer.from(value).toString()),
    );
    expect(kept.join('\n')).not.toMatch(/a password that|Basic /);
  });

  test('a new key is sent to the station by control, redacted in what is recorded', async () => {
    const codec = jsonCodec<LedgerEvent>();
    const secret = 'for tests';
    const at = await rigged({ gateway: { commandCodec: codec, secret } });
    const own = await station(at, 'CP1', await at.add('CP1', 1));
    const { password: young } = await decided(at.clerk.rotate(who('CP1')));
    const clock = Date.now;
    const desk = await openDesk({ log: at.log, codec, name: 'api', logger: silent, clock });
    endings.push(() => desk.stop());
    const counter = openCounter({ desk, sealer: openSealer(secret), clock });
    const values = { password: young };
    const asked = await counter.ask({ ...who('CP1'), name: 'set-password', values });
    if ('refused' in asked) throw new Error(asked.reasons.join(' '));
    const call = JSON.parse(await own.next()) as readonly unknown[];
    expect(call.slice(2)).toEqual([
      'ChangeConfiguration',
      { key: 'AuthorizationKey', value: young },
    ]);
    own.send(JSON.stringify([3, call[1], { status: 'Accepted' }]));
    expect(await counter.settled(asked, 10_000)).toMatchObject({ status: 'Accepted' });
    await own.close();
    await (await station(at, 'CP1', young ?? '')).close();
    const kept = [ledgerTopic, ocppTopic, commandsTopic].flatMap((topic) =>
      at.log.records(topic).map(({ value }) => Buffer.from(value).toString()),
    );
    expect(kept.join('\n')).toContain('AuthorizationKey');
    expect(kept.join('\n')).not.toContain(young);
  });
});

describe('a storm', () => {
  test('of stations that all come back at once is served, each by its own password', async () => {
    const at = await rigged();
    const ids = Array.from({ length: 100 }, (_, index) => `CP${index}`);
    const passwords = await Promise.all(ids.map((id) => at.add(id, 1)));
    const connectAll = () =>
      Promise.all(ids.map((id, index) => station(at, id, passwords[index] ?? '')));
    for (const round of [await connectAll(), await connectAll()]) {
      expect(round).toHaveLength(ids.length);
    }
    expect(at.gateway.stats()).toMatchObject({ accepted: 200, refused: 0 });
  });
});
