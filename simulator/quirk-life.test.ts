// What quirks may rely on: a life taken apart and put together again is the same life.

import { expect, test } from 'vitest';
import { hour_ms } from '../lib/time.ts';
import { fleet } from './fleet.ts';
import type { Happening } from './happening.ts';
import { simulateHistory } from './history.ts';
import { plainly, settled } from './quirk-life.ts';
import type { Exchange, Life } from './quirk-life.ts';
import type { Quirk } from './quirk.ts';

const from = Date.UTC(2026, 0, 5);

const nothing: Quirk = {
  name: 'nothing',
  number: 'Q1',
  about: 'Takes the life of a station apart and changes nothing.',
  life: plainly((exchange) => exchange),
};

test('a life that is taken apart and left alone is the same to the byte', () => {
  const honest = fleet({ seed: 'apart', stations: 4 });
  const apart = honest.map((profile) => ({ ...profile, quirks: [nothing] }));
  const linesOf = (stations: typeof honest): string =>
    JSON.stringify([
      ...simulateHistory({ seed: 'apart', stations, from, to: from + 24 * hour_ms }).lines,
    ]);
  expect(linesOf(apart)).toBe(linesOf(honest));
});

const line = (at: number, kind: 'connected' | 'disconnected', connectionId: string): Happening => ({
  at,
  kind,
  connectionId,
  protocol: 'ocpp1.6',
});

const call = (at: number): Exchange => ({
  kind: 'exchange',
  connectionId: 'a',
  protocol: 'ocpp1.6',
  at,
  answered_ms: 10,
  id: 'm1',
  action: 'Heartbeat',
  payload: {},
  answer: {},
});

test('what is said while there is no connection waits for the next one', () => {
  const life: Life = [
    line(0, 'connected', 'a'),
    line(100, 'disconnected', 'a'),
    call(500),
    line(1_000, 'connected', 'b'),
  ];
  expect(settled(life).at(-1)).toMatchObject({ at: 1_500, connectionId: 'b' });
});

test('what finds no connection any more is not said', () => {
  const life: Life = [line(0, 'connected', 'a'), line(100, 'disconnected', 'a'), call(500)];
  expect(settled(life)).toHaveLength(2);
});
