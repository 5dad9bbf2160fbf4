// From how long a refusal takes nobody can tell which station there is, nor what was wrong.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { trustedAddress } from '../limits.ts';
import { type GuardedRig, startGuardedRig } from '../../test/guarded-rig.ts';

let rig: GuardedRig | null = null;

const rigged = async (refusal_ms: number): Promise<GuardedRig> => {
  const off = { burst: 0, perSecond: 0 };
  const limits = { ...trustedAddress, failedLoginsOfPair: off, failedLoginsOfStation: off };
  rig = await startGuardedRig({ guard: { refusal_ms }, gateway: { limits } });
  return rig;
};

afterEach(async () => {
  await rig?.stop();
  rig = null;
});

interface Attempt {
  readonly path: string;
  /** `identity:password`; empty: none is sent. */
  readonly credentials: string;
}

/** How long the refusal of a handshake takes. */
const refusedAfter = async (at: GuardedRig, { path, credentials }: Attempt): Promise<number> => {
  const socket = connect({ port: at.gateway.port, host: '127.0.0.1', noDelay: true });
  const sent = `Authorization: Basic ${Buffer.from(credentials).toString('base64')}\r\n`;
  const began_ms = performance.now();
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n' +
      `${credentials === '' ? '' : sent}Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n`,
  );
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 401 /);
  return performance.now() - began_ms;
};

/** Each attempt once a round, side by side and first in turn: what disturbs one disturbs all. */
const timesOf = async (at: GuardedRig, attempts: readonly Attempt[], rounds: number) => {
  const times: number[][] = attempts.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const order = attempts.map((_, i) => (i + round) % attempts.length);
    await Promise.all(
      order.map(async (i) => {
        const attempt = attempts[i] ?? { path: '/', credentials: '' };
        times[i]?.push(await refusedAfter(at, attempt));
      }),
    );
  }
  return times;
};

/**
 * How often a time of the one is longer than one of the other, from 0 to 1 (Mann and Whitney's U).
 * Where nothing tells them apart it is 0.5 with a deviation of sqrt((2n + 1) / 12n²), whatever
 * machine this is and whatever else it does.
 */
const oftenLonger = (times: readonly number[], others: readonly number[]): number => {
  let longer = 0;
  for (const one of times)
    for (const other of others) longer += one > other ? 1 : one === other ? 0.5 : 0;
  return longer / (times.length * others.length);
};

/** Five deviations: chance alone goes further once in two million times. */
const bound = (n: number): number => 5 * Math.sqrt((2 * n + 1) / (12 * n * n));

const chosen = 'a password of people';

test('an unknown station, a wrong password, a wrong user and no password take the same time', async () => {
  const rounds = 24;
  const refusal_ms = 100;
  const at = await rigged(refusal_ms);
  await at.add('KNOWN', 1);
  const times = await timesOf(
    at,
    [
      { path: '/NOBODY', credentials: `NOBODY:${chosen}` },
      { path: '/KNOWN', credentials: `KNOWN:${chosen}` },
      { path: '/KNOWN', credentials: `OTHER:${chosen}` },
      { path: '/KNOWN', credentials: '' },
    ],
    rounds,
  );
  for (const took_ms of times.flat()) expect(took_ms).toBeGreaterThanOrEqual(refusal_ms - 5);
  for (const [i, one] of times.entries()) {
    for (const other of times.slice(i + 1)) {
      expect(Math.abs(oftenLonger(one, other) - 0.5)).toBeLessThan(bound(rounds));
    }
  }
});

test('without the wait they could be told apart, and by these means', async () => {
  const rounds = 8;
  const at = await rigged(1);
  await at.add('KNOWN', 1, { password: chosen });
  const [known = [], nobody = []] = await timesOf(
    at,
    [
      { path: '/KNOWN', credentials: 'KNOWN:another password' },
      { path: '/NOBODY', credentials: '' },
    ],
    rounds,
  );
  expect(oftenLonger(known, nobody)).toBeGreaterThan(0.8);
});
