// What a station sends for a password, in every form that stations are found to send it.

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passwordIn } from './basic.ts';
import {
  type Cost,
  costOfChosen,
  costOfMade,
  fitsHash,
  formatHash,
  hashPassword,
  parseHash,
} from './hash-record.ts';
import { canonicalPassword, makeKey, problemOfPassword } from './password.ts';

const header = (identity: string, password: Uint8Array | string): string =>
  `Basic ${Buffer.concat([Buffer.from(`${identity}:`), Buffer.from(password)]).toString('base64')}`;

const cheap: Cost = { n: 16, r: 1, p: 1 };

describe('the Authorization header', () => {
  test('gives the bytes behind the identity, whatever bytes they are', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 48 }), fc.uint8Array(), (id, password) => {
        const identity = Buffer.from(id).toString();
        const found = passwordIn(header(identity, password), identity);
        expect(found?.equals(password)).toBe(true);
      }),
    );
  });

  test('is cut at the identity, not at the first colon: a 1.6 identity may hold one', () => {
    expect(passwordIn(header('RDAM:7', 'pass:word'), 'RDAM:7')?.toString()).toBe('pass:word');
  });

  test('naming another station than the path is no password at all', () => {
    expect(passwordIn(header('CP2', 'secret'), 'CP1')).toBeNull();
    expect(passwordIn(header('CP', '1:secret'), 'CP1')).toBeNull();
  });

  test('is read whatever the case of its scheme, and refused in another scheme or form', () => {
    const good = header('CP1', 'secret');
    expect(passwordIn(good.replace('Basic', 'bASIC'), 'CP1')?.toString()).toBe('secret');
    const bad = [undefined, '', 'Basic', 'Basic ***', 'Bearer x', `Basic ${'A'.repeat(3_000)}`];
    for (const one of bad) expect(passwordIn(one, 'CP1')).toBeNull();
  });
});

describe('a key of OCPP 1.6', () => {
  test('is the same as 20 bytes, as 40 digits, and as digits of the other case', () => {
    const key = randomBytes(20);
    const digits = key.toString('hex');
    const forms = [key, Buffer.from(digits), Buffer.from(digits.toUpperCase())];
    for (const form of forms) expect(canonicalPassword(form).equals(key)).toBe(true);
  });

  test('may have 16 bytes; fewer are a password like any other', () => {
    expect(canonicalPassword(Buffer.from('ab'.repeat(16)))).toHaveLength(16);
    expect(canonicalPassword(Buffer.from('ab'.repeat(15)))).toHaveLength(30);
    expect(canonicalPassword(Buffer.from('ab'.repeat(21)))).toHaveLength(42);
  });
});

describe('a password', () => {
  test('of OCPP 2.x stays as it was sent', () => {
    const sent = Buffer.from('Grüße-und-noch-mehr');
    expect(canonicalPassword(sent).equals(sent)).toBe(true);
  });

  test('has 16 to 40 characters and no control characters', () => {
    expect(problemOfPassword('a'.repeat(16))).toBe('');
    expect(problemOfPassword('a'.repeat(40))).toBe('');
    expect(problemOfPassword('a'.repeat(15))).toContain('15 characters');
    expect(problemOfPassword('a'.repeat(41))).toContain('41 characters');
    expect(problemOfPassword(`${'a'.repeat(16)}\n`)).toContain('control');
  });

  test('that we make can be given to stations of every version, and is never the same', () => {
    const keys = Array.from({ length: 100 }, makeKey);
    for (const key of keys) expect(problemOfPassword(key)).toBe('');
    for (const key of keys) expect(canonicalPassword(Buffer.from(key))).toHaveLength(20);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the record of a password', () => {
  test('fits that password and no other, and says nothing of it', async () => {
    const password = Buffer.from('correct horse battery');
    for (const cost of [costOfMade, costOfChosen]) {
      const text = await hashPassword(password, cost);
      const record = parseHash(text);
      expect(text).not.toContain('horse');
      if (record === null) throw new Error('The record cannot be read.');
      expect(formatHash(record)).toBe(text);
      expect(await fitsHash(password, record)).toBe(true);
      expect(await fitsHash(Buffer.from('correct horse batterz'), record)).toBe(false);
    }
  });

  test('has a salt of its own each time', async () => {
    const texts = await Promise.all([1, 2, 3].map(() => hashPassword(Buffer.from('same'), cheap)));
    expect(new Set(texts).size).toBe(3);
  });

  test('that is damaged, or would cost unbounded memory, is no record', async () => {
    const text = await hashPassword(Buffer.from('password'), cheap);
    const damaged = [
      '',
      'password',
      text.slice(0, -1),
      text.replace('$16$', '$17$'),
      text.replace('$16$', '$1048576$'),
      text.replace('$16$1$1$', '$16384$64$1$'),
      text.replace('scrypt', 'md5'),
    ];
    for (const one of damaged) expect(parseHash(one)).toBeNull();
  });
});
