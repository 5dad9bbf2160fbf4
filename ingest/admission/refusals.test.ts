// Refusals are told while they are few, and counted however many they are.

import { expect, test } from 'vitest';
import { addressGroup } from './address.ts';
import { type Refusal, type Repeated, openRefusals } from './refusals.ts';

const rules = { refusalsEvery_ms: 60_000, refusalKinds: 100, refusalStationsOfAddress: 10 };

const refusal = (changes: Partial<Refusal> = {}): Refusal => ({
  code: 'address_rate',
  stationId: 'CS-1',
  reason: 'Too many',
  remoteAddress: '192.0.2.1',
  close: null,
  ...changes,
});

const opened = (changes: Partial<typeof rules> = {}) => {
  const first: Refusal[] = [];
  const repeated: Repeated[] = [];
  const teller = {
    first: (one: Refusal) => void first.push(one),
    repeated: (one: Repeated) => void repeated.push(one),
  };
  return { ...openRefusals({ ...rules, ...changes }, teller), first, repeated };
};

test('the first is told at once, those after it together a minute later, and again after that', () => {
  const { add, sweep, first, repeated, counts } = opened();
  for (let i = 0; i < 500; i++) add(refusal(), i * 100);
  expect([first.length, repeated.length]).toEqual([1, 0]);
  sweep(59_999);
  expect(repeated).toEqual([]);
  sweep(60_000);
  expect(repeated).toEqual([{ ...refusal(), count: 499, from_ms: 100, to_ms: 49_900 }]);
  add(refusal(), 61_000);
  sweep(120_000);
  expect(repeated[1]).toMatchObject({ count: 1, from_ms: 61_000, to_ms: 61_000 });
  expect(first).toHaveLength(1);
  expect(counts().address_rate).toBe(501);
});

test('after a quiet period the next is a first one again', () => {
  const { add, sweep, first } = opened();
  add(refusal(), 0);
  sweep(60_000);
  add(refusal(), 60_001);
  expect(first).toHaveLength(2);
});

test('a flood from one address does not hide what another station is refused for', () => {
  const { add, first, repeated, flush } = opened();
  for (let i = 0; i < 10_000; i++) add(refusal({ stationId: `X-${i}` }), i);
  expect(first).toHaveLength(11);
  const other = refusal({ remoteAddress: '192.0.2.2', stationId: 'CS-2' });
  add(other, 10_000);
  expect(first.at(-1)).toEqual(other);
  flush();
  expect(repeated).toEqual([expect.objectContaining({ stationId: '', count: 9_989 })]);
});

test('however many addresses refuse to end, no more kinds are held than allowed', () => {
  const { add, first, repeated, flush, counts } = opened();
  for (let i = 0; i < 5_000; i++) add(refusal({ remoteAddress: `10.0.${i >> 8}.${i & 255}` }), i);
  expect(first).toHaveLength(101);
  flush();
  expect(repeated).toEqual([
    expect.objectContaining({ code: 'address_rate', remoteAddress: '', count: 4_899 }),
  ]);
  expect(counts().address_rate).toBe(5_000);
});

test('what is told adds up to what was counted', () => {
  const { add, sweep, flush, first, repeated, counts } = opened({ refusalKinds: 7 });
  for (let i = 0; i < 3_000; i++) {
    add(refusal({ stationId: `S-${i % 13}`, remoteAddress: `10.0.0.${i % 5}` }), i * 97);
    if (i % 10 === 0) sweep(i * 97);
  }
  flush();
  const told = first.length + repeated.reduce((sum, { count }) => sum + count, 0);
  expect(told).toBe(counts().address_rate);
});

test('an IPv6 network of 64 bits counts as one address, an IPv4 address as itself', () => {
  expect(addressGroup('192.0.2.1')).toBe('192.0.2.1');
  expect(addressGroup('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(addressGroup('2001:db8:0:1:aaaa::1')).toBe(addressGroup('2001:db8:0:1::2'));
  expect(addressGroup('2001:db8::1')).toBe('2001:db8:0:0::/64');
  expect(addressGroup('2001:0db8::1')).toBe(addressGroup('2001:DB8:0::7'));
  expect(addressGroup('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  expect(addressGroup('::1')).toBe('0:0:0:0::/64');
  expect(addressGroup('')).toBe('');
});
