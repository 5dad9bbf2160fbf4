// One station, several processes: exactly one of them holds it, and limits are those of all.

import { expect, test } from 'vitest';
import { deferred } from '../../lib/deferred.ts';
import { gatewayLimits } from '../../ingest/limits.ts';
import { openSwitchboard } from './switchboard.ts';

const board = (limits = {}) => openSwitchboard({ ...gatewayLimits, ...limits }, () => 0);

const letting = (yes: boolean) => ({ yields: () => Promise.resolve(yes) });

test('a station that nobody holds comes in, and one that is held where its holder lets it go', async () => {
  const { join } = board();
  const [stubborn, other] = [join(letting(false)), join(letting(true))];
  expect(await stubborn.enters('CP1', false)).toBe('free');
  expect(await other.enters('CP1', true)).toBe('held');
  expect(await other.enters('CP2', false)).toBe('free');
  expect(await stubborn.enters('CP2', false)).toBe('free');
  expect(await stubborn.enters('CP2', false)).toBe('free');
});

test('of two newcomers at two processes one waits, and the other is told so', async () => {
  const { join } = board();
  const answer = deferred<boolean>();
  const [first, second, third] = [
    join({ yields: () => answer.promise }),
    join(letting(true)),
    join(letting(true)),
  ];
  await first.enters('CP1', false);
  const waits = second.enters('CP1', false);
  expect(await third.enters('CP1', false)).toBe('asked');
  answer.resolve(true);
  expect(await waits).toBe('free');
});

test('a process that ends holds nobody, also while it is being asked', async () => {
  const { join, holds } = board();
  const silence = deferred<boolean>();
  const [dies, lives] = [join({ yields: () => silence.promise }), join(letting(true))];
  await dies.enters('CP1', false);
  await dies.enters('CP2', false);
  const waits = lives.enters('CP1', false);
  dies.gone();
  silence.reject(new Error('the other process is gone'));
  expect(await waits).toBe('free');
  expect(await lives.enters('CP2', false)).toBe('free');
  expect(holds()).toBe(2);
});

test('a process that does not answer keeps its station', async () => {
  const { join } = board();
  const stuck = join({ yields: () => Promise.reject(new Error('no answer')) });
  await stuck.enters('CP1', false);
  expect(await join(letting(true)).enters('CP1', true)).toBe('held');
});

test('a station that left where it was held no more takes nobody along', async () => {
  const { join, holds } = board();
  const [from, to] = [join(letting(true)), join(letting(true))];
  await from.enters('CP1', false);
  await to.enters('CP1', false);
  from.left('CP1');
  expect(holds()).toBe(1);
  to.left('CP1');
  expect(holds()).toBe(0);
});

test('handshakes and failed logins of one station count over all processes', () => {
  const once = { burst: 2, perSecond: 1 };
  const { join } = board({ handshakesOfStation: once, failedLoginsOfPair: once });
  const [one, other] = [join(letting(true)), join(letting(true))];
  expect([one, other].map((seat) => seat.arrives('10.0.0.1', 'CP1'))).toEqual([null, null]);
  expect(one.arrives('10.0.0.1', 'CP1')).toMatchObject({ code: 'station_rate', status: 429 });
  one.loginFailed('10.0.0.2', 'CP2');
  other.loginFailed('10.0.0.2', 'CP2');
  one.loginFailed('10.0.0.2', 'CP2');
  expect(other.arrives('10.0.0.2', 'CP2')).toMatchObject({ code: 'failed_logins' });
});

test('open sockets count over all processes until they close or their process ends', () => {
  const { join } = board({ connections: 2 });
  const [one, other] = [join(letting(true)), join(letting(true))];
  one.opened('10.0.0.1');
  one.opened('10.0.0.2');
  other.opened('10.0.0.3');
  expect(other.arrives('10.0.0.3', 'CP3')).toMatchObject({ code: 'total_connections' });
  one.closed('10.0.0.1');
  expect(other.arrives('10.0.0.3', 'CP3')).toBeNull();
  other.opened('10.0.0.4');
  one.gone();
  expect(other.arrives('10.0.0.4', 'CP4')).toBeNull();
});
