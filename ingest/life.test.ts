// When a silent station is pinged, and when it counts as gone.

import { expect, test } from 'vitest';
import { openLife } from './life.ts';

const rules = { pingInterval_ms: 60_000, pingsMissed: 2 };

test('a station that says nothing is pinged twice and then given up', () => {
  const life = openLife(rules);
  const said = [0, 59_000, 60_000, 61_000, 120_000, 179_000, 180_000].map((at) => life.check(at));
  expect(said).toEqual(['nothing', 'nothing', 'ping', 'nothing', 'ping', 'nothing', 'end']);
});

test('any sign of life starts the silence afresh', () => {
  const life = openLife(rules);
  life.check(0);
  expect(life.check(60_000)).toBe('ping');
  life.hear();
  expect(life.check(61_000)).toBe('nothing');
  expect(life.check(120_000)).toBe('nothing');
  expect(life.check(121_000)).toBe('ping');
});

test('with an interval of 0 nobody is pinged or given up', () => {
  const life = openLife({ ...rules, pingInterval_ms: 0 });
  expect([0, 1e9, 2e9, 3e9].map((at) => life.check(at))).toEqual([
    'nothing',
    'nothing',
    'nothing',
    'nothing',
  ]);
});
