// What becomes of a second connection of a station, by policy and by what it proved.

import { expect, test } from 'vitest';
import { openNewcomers } from './newcomers.ts';

const opened = (policy: 'probe' | 'replace' | 'refuse', lives: boolean) => {
  const pings: string[] = [];
  const incumbent = {
    probe: () => {
      pings.push('ping');
      return Promise.resolve(lives);
    },
    giveWay: (reason: string) => {
      pings.push(reason);
      return Promise.resolve();
    },
  };
  const find = (key: string) => (key === 'held' ? incumbent : undefined);
  return { pings, ...openNewcomers({ policy, probe_ms: 1, find, elsewhere: undefined }) };
};

test.each([
  ['probe', false, true, 'already_connected'],
  ['probe', false, false, 'enters'],
  ['probe', true, true, 'enters'],
  ['replace', false, true, 'enters'],
  ['refuse', true, false, 'already_connected'],
] as const)('by %s, proven %s, older alive %s: it is %s', async (policy, isProven, lives, how) => {
  const { ask } = opened(policy, lives);
  const denial = await ask('held', isProven);
  expect(denial === null ? 'enters' : denial.code).toBe(how);
  expect(ask('free', false)).toBeNull();
});

test('a newcomer that proved who it is waits for no ping', () => {
  const { ask, pings } = opened('probe', true);
  expect(ask('held', true)).toBeNull();
  expect(pings).toEqual([]);
});

test('another process is given what it may have, and the older connection is closed for it', async () => {
  const dead = opened('probe', false);
  expect(await dead.yields('held', false)).toBe(true);
  expect(dead.pings).toEqual(['ping', 'replaced by a connection to another process']);
  const alive = opened('probe', true);
  expect(await alive.yields('held', false)).toBe(false);
  expect(await alive.yields('free', false)).toBe(true);
});
