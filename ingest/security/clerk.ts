// Where stations are registered, given new keys, blocked and removed: checks, and then records.

import { randomBytes } from 'node:crypto';
import { type Profile, type StationEntry, profiles } from './entry.ts';
import { costOfChosen, costOfMade, hashPassword } from './hash-record.ts';
import { canonicalPassword, makeKey, problemOfPassword } from './password.ts';
import type { KeyRecord, StationRecord } from './record.ts';
import { type Registry, stations_max } from './registry.ts';

export interface Who {
  readonly tenant: string;
  readonly stationId: string;
  /** Who decides. */
  readonly by: string;
}

export interface Addition extends Who {
  readonly profile: number;
  /** A password that was chosen; one is made where it is absent and the profile wants one. */
  readonly password?: string;
  /** CN of its certificate; its id where absent. */
  readonly certificateName?: string;
}

export interface Rotation extends Who {
  readonly password?: string;
  /** How long older keys open at the most; absent: until the new one was used. */
  readonly oldFor_ms?: number;
}

export interface Change extends Who {
  readonly profile?: number;
  readonly certificateName?: string;
}

/** Why it was not done: nothing was written. */
export interface NotDone {
  readonly why: 'misunderstood' | 'known' | 'unknown';
  readonly complaint: string;
}

export interface Done {
  readonly entry: StationEntry;
  /** The password, this once; null where none was made or given. */
  readonly password: string | null;
}

export interface Clerk {
  add(addition: Addition): Promise<Done | NotDone>;
  rotate(rotation: Rotation): Promise<Done | NotDone>;
  change(change: Change): Promise<Done | NotDone>;
  block(who: Who, reason: string): Promise<Done | NotDone>;
  unblock(who: Who): Promise<Done | NotDone>;
  /** Answers the entry as it was. */
  remove(who: Who): Promise<Done | NotDone>;
  find(tenant: string, stationId: string): StationEntry | undefined;
  ofTenant(tenant: string): readonly StationEntry[];
}

export interface ClerkOptions {
  readonly registry: Registry;
  /** Milliseconds UTC. */
  readonly clock: () => number;
}

const stationId_bytes_max = 255;
const reason_chars_max = 255;
const keyId_bytes = 4;

// oxlint-disable-next-line no-control-regex -- the control characters are the point
const control = /[\u0000-\u001f\u007f]/;

const misunderstood = (complaint: string): NotDone => ({ why: 'misunderstood', complaint });

const profileOf = (given: number): Profile | undefined => profiles.find((one) => one === given);
const noProfile = (given: number): NotDone =>
  misunderstood(`There is no security profile ${given}; there are 0, 1, 2 and 3.`);

const problemOfName = (what: string, name: string): string => {
  const bytes = Buffer.byteLength(name);
  if (bytes < 1 || bytes > stationId_bytes_max)
    return `${what} has ${bytes} bytes; it needs 1 to ${stationId_bytes_max}.`;
  return control.test(name) ? `${what} holds control characters.` : '';
};

/** The password that was chosen, or a made one; with what is kept of it. */
const newKey = async (
  chosen: string | undefined,
): Promise<{ readonly password: string; readonly key: KeyRecord }> => {
  const password = chosen ?? makeKey();
  const cost = chosen === undefined ? costOfMade : costOfChosen;
  const hash = await hashPassword(canonicalPassword(Buffer.from(password)), cost);
  return { password, key: { keyId: randomBytes(keyId_bytes).toString('hex'), hash } };
};

const problemOfAddition = (addition: Addition, profile: Profile): string => {
  const { stationId, certificateName = stationId, password } = addition;
  const problem =
    problemOfName('The id of the station', stationId) ||
    problemOfName('The name in the certificate', certificateName);
  if (problem !== '' || password === undefined) return problem;
  if (profile === 0 || profile === 3) return `Security profile ${profile} has no password.`;
  return problemOfPassword(password);
};

const wantsPassword = (profile: Profile): boolean => profile === 1 || profile === 2;

/** The registry, and the two things that everybody behind its counter does. */
interface Office {
  readonly registry: Registry;
  readonly clock: () => number;
  /** Writes it, and answers what it made of the station once that was read back. */
  readonly decide: (told: StationRecord, password?: string) => Promise<Done | NotDone>;
  /** What can only be said of a registered station. */
  readonly about: (
    who: Who,
    act: (entry: StationEntry, common: Who & { readonly at: number }) => Promise<Done | NotDone>,
  ) => Promise<Done | NotDone>;
}

const openOffice = ({ registry, clock }: ClerkOptions): Office => {
  const unknown = ({ stationId }: Who): NotDone => ({
    why: 'unknown',
    complaint: `There is no registered station ${stationId}.`,
  });
  return {
    registry,
    clock,
    decide: async (told, password) => {
      await registry.append(told);
      await registry.caughtUp();
      const entry = registry.find(told.tenant, told.stationId);
      return entry === undefined ? unknown(told) : { entry, password: password ?? null };
    },
    about: async ({ tenant, stationId, by }, act) => {
      const entry = registry.find(tenant, stationId);
      const who = { tenant, stationId, by };
      return entry === undefined ? unknown(who) : act(entry, { ...who, at: clock() });
    },
  };
};

const adding =
  ({ registry, clock, decide }: Office) =>
  async (addition: Addition): Promise<Done | NotDone> => {
    const { tenant, stationId, by, certificateName = stationId } = addition;
    const profile = profileOf(addition.profile);
    if (profile === undefined) return noProfile(addition.profile);
    const problem = problemOfAddition(addition, profile);
    if (problem !== '') return misunderstood(problem);
    const known: NotDone = { why: 'known', complaint: `${stationId} is registered already.` };
    if (registry.find(tenant, stationId) !== undefined) return known;
    if (registry.size() >= stations_max)
      return misunderstood(`No more than ${stations_max} stations can be registered.`);
    const made = wantsPassword(profile) ? await newKey(addition.password) : null;
    const key = made?.key ?? null;
    const common = { tenant, stationId, by, at: clock() };
    const told = { ...common, kind: 'StationAdded', profile, key, certificateName } as const;
    const done = await decide(told, made?.password);
    // Somebody else may have been quicker: then theirs is the key that opens.
    if ('why' in done || key === null) return done;
    return done.entry.keys.some(({ keyId }) => keyId === key.keyId) ? done : known;
  };

const rotating =
  ({ about, decide }: Office) =>
  (rotation: Rotation): Promise<Done | NotDone> =>
    about(rotation, async (_entry, common) => {
      const { password: chosen, oldFor_ms } = rotation;
      const problem = chosen === undefined ? '' : problemOfPassword(chosen);
      if (problem !== '') return misunderstood(problem);
      const { password, key } = await newKey(chosen);
      const oldUntil = oldFor_ms === undefined ? null : common.at + oldFor_ms;
      return decide({ ...common, kind: 'StationKeyRotated', key, oldUntil }, password);
    });

const keyless = (profile: Profile): NotDone =>
  misunderstood(
    `Security profile ${profile} needs a key, and the station has none: rotate its key first.`,
  );

const changing =
  ({ about, decide }: Office) =>
  (wanted: Change): Promise<Done | NotDone> =>
    about(wanted, async (entry, common) => {
      const given = wanted.profile ?? entry.profile;
      const profile = profileOf(given);
      if (profile === undefined) return noProfile(given);
      const { certificateName = entry.certificateName } = wanted;
      const problem = problemOfName('The name in the certificate', certificateName);
      if (problem !== '') return misunderstood(problem);
      if (wantsPassword(profile) && entry.keys.length === 0) return keyless(profile);
      return decide({ ...common, kind: 'StationChanged', profile, certificateName });
    });

/** Opens a clerk over a registry that is read to the end. */
export const openClerk = (options: ClerkOptions): Clerk => {
  const office = openOffice(options);
  const { registry, about, decide } = office;
  return {
    add: adding(office),
    rotate: rotating(office),
    change: changing(office),
    block: (who, reason) =>
      about(who, async (_entry, common) =>
        decide({ ...common, kind: 'StationBlocked', reason: reason.slice(0, reason_chars_max) }),
      ),
    unblock: (who) =>
      about(who, async (_entry, common) => decide({ ...common, kind: 'StationUnblocked' })),
    remove: (who) =>
      about(who, async (entry, common) => {
        await decide({ ...common, kind: 'StationRemoved' });
        return { entry, password: null };
      }),
    find: (tenant, stationId) => registry.find(tenant, stationId),
    ofTenant: (tenant) => registry.ofTenant(tenant),
  };
};
