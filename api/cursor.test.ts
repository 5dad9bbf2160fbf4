// A cursor says where to go on, and is of use to one question only.

import { describe, expect, test } from 'vitest';
import { cursorText, fingerprintOf, readCursor } from './cursor.ts';

const cursor = { after: [1_774_000_000_000, 'A', "x'; DROP TABLE y"], from: 1, to: 2 };
const fingerprint = fingerprintOf('sessions', { state: 'open', tenant: 't' });

describe('a cursor', () => {
  test('comes back as it was given', () => {
    const text = cursorText(cursor, fingerprint);
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(readCursor(text, fingerprint, 3)).toEqual(cursor);
  });

  test('is the same whatever the order in which parameters were written', () => {
    expect(fingerprintOf('sessions', { tenant: 't', state: 'open' })).toBe(fingerprint);
  });

  test.each([
    ['another question', fingerprintOf('faults', { state: 'open', tenant: 't' })],
    ['another filter', fingerprintOf('sessions', { state: 'ended', tenant: 't' })],
    ['another tenant', fingerprintOf('sessions', { state: 'open', tenant: 'u' })],
  ])('of one question is refused by %s', (_, other) => {
    expect(readCursor(cursorText(cursor, fingerprint), other, 3)).toBeNull();
  });

  test.each([
    ['no base64', '%%%'],
    ['no JSON', 'aGVsbG8'],
    ['too few parts', Buffer.from(JSON.stringify([fingerprint, 1, 2, 'A'])).toString('base64url')],
    [
      'an object for a key',
      Buffer.from(JSON.stringify([fingerprint, 1, 2, 1, 'A', {}])).toString('base64url'),
    ],
    [
      'a range that is text',
      Buffer.from(JSON.stringify([fingerprint, '1', 2, 1, 'A', 'b'])).toString('base64url'),
    ],
    ['more than its longest length', 'A'.repeat(2_001)],
  ])('that holds %s is none', (_, text) => {
    expect(readCursor(text, fingerprint, 3)).toBeNull();
  });
});
