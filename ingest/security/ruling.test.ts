// Who is let in, for every registered profile and everything that a station may show.

import { describe, expect, test } from 'vitest';
import type { Profile, StationEntry } from './entry.ts';
import { type AdmissionRules, type Shown, rule, withoutProofBy } from './ruling.ts';

const entryOf = (profile: Profile, more: Partial<StationEntry> = {}): StationEntry => ({
  tenant: 'default',
  stationId: 'CP1',
  profile,
  keys: [],
  certificateName: 'CP1',
  isBlocked: false,
  blockedBecause: '',
  addedAt: 0,
  changedAt: 0,
  changedBy: '',
  ...more,
});

const trusted = { problem: '', name: 'CP1', organisation: 'Operator' };
const nothing: Shown = { isTls: false, certificate: null, passwordFits: null };

/** What a station can show, by how it is called here. */
const shows = {
  nothing,
  'a wrong password': { ...nothing, passwordFits: false },
  'its password': { ...nothing, passwordFits: true },
  'nothing over TLS': { ...nothing, isTls: true },
  'its password over TLS': { ...nothing, isTls: true, passwordFits: true },
  'its certificate': { ...nothing, isTls: true, certificate: trusted },
  'the certificate of another': {
    ...nothing,
    isTls: true,
    certificate: { ...trusted, name: 'CP2' },
  },
  'a certificate of another organisation': {
    ...nothing,
    isTls: true,
    certificate: { ...trusted, organisation: 'Somebody' },
  },
  'a certificate that nobody signed': {
    ...nothing,
    isTls: true,
    certificate: { ...trusted, problem: 'self-signed certificate' },
  },
} as const satisfies Record<string, Shown>;

const closed: AdmissionRules = {
  withoutProof: withoutProofBy(['none']),
  organisations: ['Operator'],
};
const openTo = (...list: readonly string[]): AdmissionRules => ({
  ...closed,
  withoutProof: withoutProofBy(list),
});

const outcome = (
  entry: StationEntry | undefined,
  shown: Shown,
  rules = closed,
): Profile | 401 | 403 => {
  const ruling = rule({ stationId: 'CP1', entry }, shown, rules);
  return 'admitted' in ruling ? ruling.admitted : ruling.refused;
};

/** Of profiles 0 to 3, in the order of `shows`: the profile reached, or the status of HTTP. */
const table = {
  nothing: [401, 401, 401, 401],
  'a wrong password': [401, 401, 401, 401],
  'its password': [1, 1, 403, 403],
  'nothing over TLS': [401, 401, 401, 401],
  'its password over TLS': [2, 2, 2, 403],
  'its certificate': [3, 3, 3, 3],
  'the certificate of another': [401, 401, 401, 401],
  'a certificate of another organisation': [401, 401, 401, 401],
  'a certificate that nobody signed': [401, 401, 401, 401],
} as const satisfies Record<keyof typeof shows, readonly (Profile | 401 | 403)[]>;

describe('a station that shows', () => {
  test.each(Object.entries(shows))('%s is let in only with the profile it has', (name, shown) => {
    const expected: readonly number[] = table[name as keyof typeof shows];
    const reached = ([0, 1, 2, 3] as const).map((profile) => outcome(entryOf(profile), shown));
    expect(reached).toEqual(expected);
  });

  test.each(Object.entries(shows))('%s and is not registered is let in by nothing', (_, shown) => {
    expect(outcome(undefined, shown)).toBe(401);
  });

  test.each(Object.entries(shows))('%s and is blocked is kept out', (_, shown) => {
    for (const profile of [0, 1, 2, 3] as const) {
      const blocked = entryOf(profile, { isBlocked: true });
      expect(outcome(blocked, shown, openTo('*'))).toBeGreaterThanOrEqual(401);
    }
  });
});

describe('security profile 0', () => {
  test('is for the stations that the settings name, registered or not', () => {
    expect(outcome(undefined, nothing, openTo('CP0', 'CP1'))).toBe(0);
    expect(outcome(entryOf(0), nothing, openTo('CP1'))).toBe(0);
    expect(outcome(undefined, nothing, openTo('CP2'))).toBe(401);
  });

  test('is for those registered with it where the settings say `registered`', () => {
    expect(outcome(entryOf(0), nothing, openTo('registered'))).toBe(0);
    expect(outcome(undefined, nothing, openTo('registered'))).toBe(401);
  });

  test('is never for a station that is registered with a better one, whatever the settings', () => {
    for (const profile of [1, 2, 3] as const) {
      for (const shown of [nothing, shows['a wrong password'], shows['nothing over TLS']])
        expect(outcome(entryOf(profile), shown, openTo('*', 'CP1', 'registered'))).toBe(401);
    }
  });
});

describe('a certificate', () => {
  test('may carry the name that was registered instead of the id', () => {
    const entry = entryOf(3, { certificateName: 'SN-0815' });
    const certificate = { ...trusted, name: 'SN-0815' };
    expect(outcome(entry, { ...nothing, isTls: true, certificate })).toBe(3);
    expect(outcome(entry, shows['its certificate'])).toBe(401);
  });

  test('of any organisation will do where none is asked for', () => {
    const shown = shows['a certificate of another organisation'];
    expect(outcome(entryOf(3), shown, { ...closed, organisations: [] })).toBe(3);
  });
});

describe('what is told to the log', () => {
  test('names what was wrong, for whoever has to mend it', () => {
    const reasonOf = (entry: StationEntry | undefined, shown: Shown): string => {
      const ruling = rule({ stationId: 'CP1', entry }, shown, closed);
      return 'reason' in ruling ? ruling.reason : '';
    };
    const { 'a wrong password': wrong, 'the certificate of another': foreign } = shows;
    expect(reasonOf(undefined, nothing)).toContain('not registered');
    expect(reasonOf(entryOf(1), wrong)).toContain('password is wrong');
    expect(reasonOf(entryOf(1), nothing)).toContain('no password');
    expect(reasonOf(entryOf(3), nothing)).toContain('no certificate');
    expect(reasonOf(entryOf(3), foreign)).toContain('that of "CP2"');
    expect(reasonOf(entryOf(2), shows['its password'])).toContain('2 is registered, 1 was used');
  });
});
