// Settings of limits are what the gateway is given; those that are not set are its own.

import { expect, test } from 'vitest';
import { gatewayLimits } from '../ingest/limits.ts';
import { parseConfig } from './config.ts';
import { limitsOf, pingIntervalsOf_ms } from './limiting.ts';

test('with nothing set the limits are those that the gateway has by itself', () => {
  expect({ ...gatewayLimits, ...limitsOf(parseConfig({})) }).toEqual(gatewayLimits);
});

test('each limit can be switched off', () => {
  const names = Object.keys(parseConfig({})).filter((name) => name.startsWith('LADDBOK_LIMIT_'));
  const off = parseConfig(Object.fromEntries(names.map((name) => [name, '0'])));
  const { farewellStep_ms, ...limits } = limitsOf(off);
  expect(farewellStep_ms).toBe(gatewayLimits.farewellStep_ms);
  const all = Object.values(limits).map((one) => (typeof one === 'number' ? one : one.burst));
  expect(all).toEqual(all.map(() => 0));
});

test('ping intervals of single stations are read, and a broken one is said to be broken', () => {
  const pings = pingIntervalsOf_ms(parseConfig({ LADDBOK_PING_STATIONS: 'A=30, B=1=0' }));
  expect([...pings]).toEqual([
    ['A', 30_000],
    ['B=1', 0],
  ]);
  const broken = { LADDBOK_PING_STATIONS: 'A:30' };
  expect(() => parseConfig(broken)).toThrow('"A:30" is no station=seconds');
});
