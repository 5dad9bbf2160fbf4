// Keys by themselves: how they are written, what is known of them, how often they may ask.

import { describe, expect, test } from 'vitest';
import { hashOf, isSecretOf, keyOfHeader, makeKey, readKey } from './key.ts';
import { isLocal } from './local.ts';
import { paceOf } from './pace.ts';
import type { KeyDecision, KeyEntry } from './record.ts';
import { afterDecision, decisionOf, isValidAt, ledgerEventOf } from './record.ts';
import { maySee, needs, roles, rolesFor } from './roles.ts';

const issued: KeyDecision = {
  kind: 'ApiKeyIssued',
  entry: {
    keyId: 'a1b2c3d4e5f6',
    tenant: 't',
    role: 'analyst',
    name: 'boards',
    hash: hashOf('secret'),
    issuedAt: 1_000,
    issuedBy: 'desk',
    expiresAt: 9_000,
  },
};
const revoked = (tenant = 't', from = 5_000): KeyDecision => {
  return { kind: 'ApiKeyRevoked', keyId: 'a1b2c3d4e5f6', tenant, by: 'desk', at: 4_000, from };
};

const after = (...decisions: readonly KeyDecision[]): KeyEntry | undefined =>
  decisions.reduce<KeyEntry | undefined>((entry, one) => afterDecision(entry, one), undefined);

describe('a key', () => {
  test('is read back from its text, and its secret is known by its hash alone', () => {
    const { keyId, text, hash } = makeKey();
    const key = readKey(text);
    expect(key?.keyId).toBe(keyId);
    expect(text).not.toContain(hash);
    expect(isSecretOf(hash, key?.secret ?? '')).toBe(true);
    expect(isSecretOf(hash, `${key?.secret ?? ''}x`)).toBe(false);
    expect(isSecretOf('', key?.secret ?? '')).toBe(false);
  });

  test('is unlike any other, and long enough that guessing is hopeless', () => {
    const made = Array.from({ length: 50 }, () => makeKey());
    expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(50);
    for (const { text } of made) {
      expect(Buffer.from(readKey(text)?.secret ?? '', 'base64url')).toHaveLength(32);
    }
  });

  test.each(['', 'lbk_', 'lbk_a1b2c3d4e5f6_short', `x${makeKey().text}`, `${makeKey().text}=`])(
    '%j is none',
    (text) => expect(readKey(text)).toBeNull(),
  );

  test.each([
    ['Bearer KEY', 'KEY'],
    ['bearer  KEY ', 'KEY'],
    [`Basic ${Buffer.from('anybody:KEY').toString('base64')}`, 'KEY'],
    [`Basic ${Buffer.from(':KE:Y').toString('base64')}`, 'KE:Y'],
    ['Digest KEY', null],
    ['KEY', null],
    [undefined, null],
  ])('%j carries %j', (header, key) => expect(keyOfHeader(header)).toBe(key));
});

describe('what is known of a key', () => {
  test('goes through the ledger unchanged', () => {
    for (const decision of [issued, revoked()]) {
      expect(decisionOf(ledgerEventOf(decision))).toEqual(decision);
    }
    expect(decisionOf({ ...ledgerEventOf(issued), subject: 'station/A' })).toBeNull();
  });

  test('is valid until it ends, or is withdrawn before', () => {
    const [kept, taken] = [after(issued), after(issued, revoked())];
    expect([8_999, 9_000].map((at) => isValidAt(kept as KeyEntry, at))).toEqual([true, false]);
    expect([4_999, 5_000].map((at) => isValidAt(taken as KeyEntry, at))).toEqual([true, false]);
  });

  test('stays withdrawn, whatever is told again, and by no other tenant', () => {
    expect(after(issued, revoked(), issued)?.revokedAt).toBe(5_000);
    expect(after(issued, revoked('t', 5_000), revoked('t', 8_000))?.revokedAt).toBe(5_000);
    expect(after(issued, revoked('other'))?.revokedAt).toBeNull();
    expect(after(revoked())).toBeUndefined();
  });

  test('grants nothing where its role is not known here', () => {
    const event = ledgerEventOf(issued);
    const body = event.body.replace('analyst', 'owner');
    expect(decisionOf({ ...event, body })).toBeNull();
  });
});

describe('roles', () => {
  test('reach everything between them, and only operators reach out', () => {
    for (const need of needs) expect(rolesFor(need)).toContain('admin');
    expect(rolesFor('control')).toEqual(['operator', 'admin']);
    expect(rolesFor('ledger')).toEqual(['operator', 'admin']);
    expect(roles.filter((role) => maySee(role, 'compliance'))).toEqual(roles);
  });
});

describe('a pace', () => {
  test('gives as many permits as a minute has, and then one at a time', () => {
    let now = 0;
    const pace = paceOf({ perMinute: 3, clock: () => now, held_max: 10 });
    expect([1, 2, 3].map(() => pace.take('a'))).toEqual([0, 0, 0]);
    expect(pace.take('a')).toBe(20_000);
    expect(pace.take('b')).toBe(0);
    now = 20_000;
    expect(pace.wait('a')).toBe(0);
    expect([pace.take('a'), pace.take('a')]).toEqual([0, 20_000]);
  });

  test('holds so many, and forgets who asked longest ago', () => {
    const pace = paceOf({ perMinute: 1, clock: () => 0, held_max: 2 });
    for (const who of ['a', 'b', 'c']) pace.take(who);
    expect(['a', 'b', 'c'].map((who) => pace.wait(who) > 0)).toEqual([false, true, true]);
  });

  test('of none is no bound', () => {
    const pace = paceOf({ perMinute: 0, clock: () => 0, held_max: 1 });
    expect([1, 2, 3].map(() => pace.take('a'))).toEqual([0, 0, 0]);
  });
});

describe('the machine itself', () => {
  test.each([
    ['127.0.0.1', { host: '127.0.0.1:8080' }, true],
    ['::1', { host: '[::1]:8080' }, true],
    ['::ffff:127.0.0.1', { host: 'localhost' }, true],
    ['127.0.0.1', { host: 'localhost', origin: 'http://localhost:3000' }, true],
    // A page of another site that a browser here shows, and one whose name leads here.
    ['127.0.0.1', { host: 'localhost', origin: 'https://elsewhere.example' }, false],
    ['127.0.0.1', { host: 'rebound.example:8080' }, false],
    ['192.0.2.7', { host: 'localhost' }, false],
  ])('%s with %j: %j', (ip, headers, local) => expect(isLocal({ ip, headers })).toBe(local));
});
