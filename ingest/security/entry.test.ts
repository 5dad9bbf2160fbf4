// What is decided about a station, one after another, and what holds after it.

import { describe, expect, test } from 'vitest';
import { type StationEntry, afterRecord, keys_max, openKeys } from './entry.ts';
import type { StationRecord } from './record.ts';

const common = { tenant: 'default', stationId: 'CP1', by: 'cli/anna' };

const added = (at = 0): StationRecord => ({
  ...common,
  at,
  kind: 'StationAdded',
  profile: 1,
  key: { keyId: 'k0', hash: 'hash of k0' },
  certificateName: 'CP1',
});
const rotated = (keyId: string, at: number, oldUntil: number | null = null): StationRecord => ({
  ...common,
  at,
  kind: 'StationKeyRotated',
  key: { keyId, hash: `hash of ${keyId}` },
  oldUntil,
});
const used = (keyId: string, at: number): StationRecord => ({
  ...common,
  at,
  kind: 'StationKeyUsed',
  keyId,
});

const folded = (...told: readonly StationRecord[]): StationEntry | undefined =>
  told.reduce<StationEntry | undefined>(afterRecord, undefined);

const opening = (entry: StationEntry | undefined, at = 1_000): readonly string[] =>
  entry === undefined ? [] : openKeys(entry, at).map(({ keyId }) => keyId);

describe('a rotation of keys', () => {
  test('leaves the old key open until the station has used the new one', () => {
    expect(opening(folded(added(), rotated('k1', 1)))).toEqual(['k1', 'k0']);
    expect(opening(folded(added(), rotated('k1', 1), used('k0', 2)))).toEqual(['k1', 'k0']);
    expect(opening(folded(added(), rotated('k1', 1), used('k1', 2)))).toEqual(['k1']);
  });

  test('ends the old key at the time that was said, also if the new one was never used', () => {
    const entry = folded(added(), rotated('k1', 1, 500));
    expect(opening(entry, 499)).toEqual(['k1', 'k0']);
    expect(opening(entry, 500)).toEqual(['k1']);
  });

  test('repeated never gives an old key more time than it had', () => {
    const entry = folded(added(), rotated('k1', 1, 500), rotated('k2', 2, 900));
    expect(opening(entry, 600)).toEqual(['k2', 'k1']);
  });

  test('repeated without end keeps few keys, and always the one that the station last used', () => {
    const many = Array.from({ length: 10 }, (_, index) => rotated(`n${index}`, 10 + index));
    const entry = folded(added(), used('k0', 1), ...many);
    expect(opening(entry)).toEqual(['n9', 'n8', 'n7', 'k0']);
    expect(opening(entry)).toHaveLength(keys_max);
  });

  test('does not take away a newer key when a late gateway tells of an older one', () => {
    const entry = folded(added(), rotated('k1', 1), rotated('k2', 2), used('k1', 3));
    expect(opening(entry)).toEqual(['k2', 'k1']);
    expect(opening(folded(added(), rotated('k1', 1), used('gone', 2)))).toEqual(['k1', 'k0']);
  });
});

describe('a registered station', () => {
  test('is raised to a better profile by what it does, and lowered only by people', () => {
    const raise = (profile: 1 | 2 | 3): StationRecord => ({
      ...common,
      at: 5,
      kind: 'StationProfileRaised',
      profile,
    });
    expect(folded(added(), raise(2))?.profile).toBe(2);
    expect(folded(added(), raise(2), raise(1))?.profile).toBe(2);
    const lower: StationRecord = {
      ...common,
      at: 6,
      kind: 'StationChanged',
      profile: 0,
      certificateName: 'CP1',
    };
    expect(folded(added(), raise(2), lower)?.profile).toBe(0);
  });

  test('added by two people at once is what the first of them said', () => {
    const second: StationRecord = {
      ...added(2),
      kind: 'StationAdded',
      profile: 3,
    } as StationRecord;
    expect(folded(added(1), second)).toMatchObject({ profile: 1, addedAt: 1 });
  });

  test('is blocked and freed again, and keeps its keys over it', () => {
    const blocked: StationRecord = { ...common, at: 1, kind: 'StationBlocked', reason: 'stolen' };
    const freed: StationRecord = { ...common, at: 2, kind: 'StationUnblocked' };
    expect(folded(added(), blocked)).toMatchObject({ isBlocked: true, blockedBecause: 'stolen' });
    expect(folded(added(), blocked, freed)).toMatchObject({ isBlocked: false });
    expect(opening(folded(added(), blocked, freed))).toEqual(['k0']);
  });

  test('removed is unknown, whatever is told of it afterwards, until it is added anew', () => {
    const removed: StationRecord = { ...common, at: 1, kind: 'StationRemoved' };
    expect(folded(added(), removed, rotated('k1', 2), used('k1', 3))).toBeUndefined();
    expect(folded(added(), removed, added(4))?.addedAt).toBe(4);
  });
});
