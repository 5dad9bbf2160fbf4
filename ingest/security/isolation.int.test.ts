// What a station may do to others and to its own record: guess, repeat ids, say nonsense.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { ocppTopic } from '../../log/port.ts';
import { type GuardedOptions, type GuardedRig, startGuardedRig } from '../../test/guarded-rig.ts';
import { type WireStation, connectStation } from '../../test/wire-station.ts';

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

const connected = async (at: GuardedRig, id: string): Promise<WireStation> => {
  const authorization = basic(id, await at.add(id, 1));
  return connectStation(at.url(id), 'ocpp1.6', { headers: { authorization } });
};

describe('no rate limit (advisories of 2026)', () => {
  test('who guesses at passwords is told to wait, and a right guess does not help him then', async () => {
    const limits = {
      failedLoginsOfPair: { burst: 3, perSecond: 0.01 },
      failedLoginsOfAddress: { burst: 100, perSecond: 100 },
    };
    const at = await rigged({ gateway: { limits } });
    const password = await at.add('CP1', 1);
    const guess = async (guessed: string): Promise<string> => {
      const socket = connect(at.gateway.port, '127.0.0.1');
      socket.write(
        'GET /CP1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
          `Sec-WebSocket-Protocol: ocpp1.6\r\nAuthorization: ${basic('CP1', guessed)}\r\n\r\n`,
      );
      return text(socket);
    };
    for (const guessed of ['one', 'two', 'three'])
      expect(await guess(guessed)).toMatch(/^HTTP\/1\.1 401 /);
    expect(await guess(password)).toMatch(/^HTTP\/1\.1 429 [^]*\r\nRetry-After: \d+\r\n/);
    expect(at.gateway.stats().accepted).toBe(0);
  });
});

describe('data integrity', () => {
  test.each([
    ['a meter that ran backwards', { transactionId: 1, meterStop: -5 }],
    ['a transaction that nobody knows', { transactionId: 987_654_321, meterStop: 1 }],
    ['no time at all', { transactionId: 1, meterStop: 1, timestamp: 'yesterday' }],
    ['members of the wrong type', { transactionId: 'x', meterStop: [], extra: true }],
  ])('a StopTransaction with %s is confirmed all the same, and kept as it came', async (_, odd) => {
    const at = await rigged();
    const own = await connected(at, 'CP1');
    const payload = { timestamp: '2026-01-31T12:00:00Z', ...odd };
    expect((await own.call('StopTransaction', payload))[0]).toBe(3);
    const kept = at.eventsOf('CP1').find(({ action }) => action === 'StopTransaction');
    expect(JSON.parse(kept?.frame ?? '')).toMatchObject([2, {}, 'StopTransaction', payload]);
    await own.close();
  });
});

describe('isolation', () => {
  test('transaction ids are not counted up, and one message id means another call elsewhere', async () => {
    const at = await rigged();
    const [one, other] = [await connected(at, 'CP1'), await connected(at, 'CP2')];
    const timestamp = '2026-01-31T12:00:00Z';
    const start = { connectorId: 1, idTag: 'T', meterStart: 0, timestamp };
    const ids: number[] = [];
    for (const [who, messageId] of [
      [one, 'same'],
      [other, 'same'],
      [one, 'next'],
      [other, 'next'],
    ] as const) {
      const meterStart = ids.length;
      who.send(JSON.stringify([2, messageId, 'StartTransaction', { ...start, meterStart }]));
      const [type, answered, { transactionId }] = JSON.parse(await who.next()) as [
        number,
        string,
        { readonly transactionId: number },
      ];
      expect([type, answered]).toEqual([3, messageId]);
      ids.push(transactionId);
    }
    expect(new Set(ids).size).toBe(4);
    const steps = ids.slice(1).map((id, index) => Math.abs(id - (ids[index] ?? 0)));
    expect(Math.min(...steps)).toBeGreaterThan(16);
    await Promise.all([one.close(), other.close()]);
  });

  test('a station that names the transaction of another writes under its own id alone', async () => {
    const at = await rigged();
    const [one, other] = [await connected(at, 'CP1'), await connected(at, 'CP2')];
    const timestamp = '2026-01-31T12:00:00Z';
    const start = { connectorId: 1, idTag: 'T', meterStart: 0, timestamp };
    const [, , answer] = await one.call('StartTransaction', start);
    const { transactionId } = answer as { readonly transactionId: number };
    await other.call('StopTransaction', { transactionId, meterStop: 9, timestamp });
    const stops = at.events().filter(({ action }) => action === 'StopTransaction');
    expect(new Set(stops.map(({ stationId }) => stationId))).toEqual(new Set(['CP2']));
    const keys = at.log.records(ocppTopic).map(({ key }) => key);
    expect(keys.filter((key) => key === 'default/CP2').length).toBeGreaterThanOrEqual(3);
    await Promise.all([one.close(), other.close()]);
  });
});
