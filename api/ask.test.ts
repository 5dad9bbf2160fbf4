// What an address asks for is read the same way every time, or refused with advice.

import { describe, expect, test } from 'vitest';
import { read, type Reading, type Request } from './ask.ts';
import { sessions } from './queries/sessions.ts';

const now = Date.parse('2026-03-15T12:00:00Z');

const request = (params: Readonly<Record<string, string>>): Request => ({
  params,
  tenant: 't',
  now,
  known_until: now,
});

const rangeOf = (reading: Reading): readonly string[] =>
  reading.ok
    ? [reading.ready.asked.from, reading.ready.asked.to].map((at) => new Date(at).toISOString())
    : reading.complaints.map(({ detail }) => detail);

const asking = (params: Readonly<Record<string, string>>) =>
  rangeOf(read(sessions, request(params)));

describe('the range', () => {
  test('is the last 24 hours where nothing is said', () => {
    expect(asking({})).toEqual(['2026-03-14T12:00:00.000Z', '2026-03-15T12:00:00.000Z']);
  });

  test('takes dates as local days', () => {
    expect(asking({ from: '2026-03-01', to: '2026-04-01', zone: 'Europe/Stockholm' })).toEqual([
      '2026-02-28T23:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ]);
  });

  test('takes instants with offsets, also where the plus was lost in the address', () => {
    expect(asking({ from: '2026-03-01T00:00:00+01:00', to: '2026-03-01T00:00:00Z' })).toEqual([
      '2026-02-28T23:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ]);
    expect(asking({ from: '2026-03-01T00:00:00 01:00' })[0]).toBe('2026-02-28T23:00:00.000Z');
  });

  test.each(['yesterday', '2026-02-30', '2026-03-01T00:00:00', '1772323200'])(
    'refuses %s and says how to write it',
    (from) => {
      expect(asking({ from })).toEqual([expect.stringContaining(`"${from}" is no instant`)]);
    },
  );

  test('tells of both ends at once', () => {
    expect(asking({ from: 'a', to: 'b' })).toHaveLength(2);
  });

  test('refuses to be empty', () => {
    expect(asking({ from: '2026-03-02', to: '2026-03-02' })).toEqual([
      expect.stringContaining('is not before'),
    ]);
  });
});
