// Passwords checked many at a time: a storm is served, a flood is bounded, nothing stays half done.

import { describe, expect, test } from 'vitest';
import { costOfMade, hashPassword } from './hash-record.ts';
import { makeKey } from './password.ts';
import { type Question, openVerifier, verifierLimits } from './verifier.ts';

const bytes = (text: string): Buffer => Buffer.from(text);
const wanted = (): boolean => true;

const asked = (password: string, records: readonly string[]): Question => ({
  password: bytes(password),
  records,
  isWanted: wanted,
});

describe('the verifier', () => {
  test('tells which of several keys a station used, and remembers it', async () => {
    const verifier = openVerifier();
    const [old, young] = await Promise.all(
      ['the old one', 'the young one'].map((key) => hashPassword(bytes(key), costOfMade)),
    );
    const records = [young ?? '', old ?? ''];
    expect(verifier.recall(bytes('the old one'), records)).toBeUndefined();
    expect(await verifier.check(asked('the old one', records))).toEqual({ fits: old });
    expect(verifier.recall(bytes('the old one'), records)).toBe(old);
    expect(verifier.recall(bytes('the young one'), records)).toBeUndefined();
  });

  test('remembers no password that was wrong, nor one for another record', async () => {
    const verifier = openVerifier();
    const record = await hashPassword(bytes('right'), costOfMade);
    const other = await hashPassword(bytes('right'), costOfMade);
    expect(await verifier.check(asked('wrong', [record]))).toBe('wrong');
    expect(verifier.recall(bytes('wrong'), [record])).toBeUndefined();
    expect(await verifier.check(asked('right', [record]))).toEqual({ fits: record });
    expect(verifier.recall(bytes('right'), [other])).toBeUndefined();
  });

  test('lets nobody in by a record that is damaged, nor where there is none', async () => {
    const verifier = openVerifier();
    expect(await verifier.check(asked('', []))).toBe('wrong');
    expect(await verifier.check(asked('x', ['damaged', '']))).toBe('wrong');
  });

  test('says it is busy instead of letting a flood wait without end', async () => {
    const verifier = openVerifier({ ...verifierLimits, atOnce: 1, waiting: 3 });
    const record = await hashPassword(bytes('right'), costOfMade);
    const flood = Array.from({ length: 10 }, () => verifier.check(asked('right', [record])));
    const verdicts = await Promise.all(flood);
    expect(verdicts.filter((verdict) => verdict === 'busy')).toHaveLength(6);
    expect(verdicts.filter((verdict) => typeof verdict === 'object')).toHaveLength(4);
  });

  test('spends nothing on a station that has hung up meanwhile', async () => {
    const verifier = openVerifier({ ...verifierLimits, atOnce: 1 });
    const record = await hashPassword(bytes('right'), costOfMade);
    const first = verifier.check(asked('right', [record]));
    const gone = { ...asked('another', [record]), isWanted: () => false };
    expect(await verifier.check(gone)).toBe('busy');
    expect(await first).toEqual({ fits: record });
  });

  test('forgets the password longest unused when it remembers as many as it may', async () => {
    const verifier = openVerifier({ ...verifierLimits, remembered: 2 });
    const names = ['one', 'two', 'three'];
    const records = await Promise.all(names.map((name) => hashPassword(bytes(name), costOfMade)));
    for (const [index, name] of names.entries()) {
      await verifier.check(asked(name, records.slice(index, index + 1)));
      verifier.recall(bytes('one'), records.slice(0, 1));
    }
    const known = names.map((name, index) => verifier.recall(bytes(name), [records[index] ?? '']));
    expect(known.map((one) => one !== undefined)).toEqual([true, false, true]);
  });

  test('serves a storm of made keys within seconds, and its repetition at once', async () => {
    const verifier = openVerifier();
    const stations = await Promise.all(
      Array.from({ length: 500 }, async () => {
        const key = bytes(makeKey());
        return { password: key, records: [await hashPassword(key, costOfMade)], isWanted: wanted };
      }),
    );
    const verdicts = await Promise.all(stations.map((one) => verifier.check(one)));
    expect(verdicts.every((verdict) => typeof verdict === 'object')).toBe(true);
    const recalled = stations.map((one) => verifier.recall(one.password, one.records));
    expect(recalled).not.toContain(undefined);
  });
});
