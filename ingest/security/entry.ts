// A registered station, as what was decided about it made it. Pure: a fold over its records.

import type { StationRecord } from './record.ts';

/** Security profiles of OCPP: 0 nothing, 1 password, 2 password over TLS, 3 client certificate. */
export type Profile = 0 | 1 | 2 | 3;

export const profiles: readonly Profile[] = [0, 1, 2, 3];

export interface StationKey {
  readonly keyId: string;
  /** See `hash-record.ts`. */
  readonly hash: string;
  /** Milliseconds UTC. */
  readonly since: number;
  /** From then on it opens nothing; null while that is open. Milliseconds UTC. */
  readonly until: number | null;
  /** Whether the station was seen to use it. */
  readonly isUsed: boolean;
}

export interface StationEntry {
  readonly tenant: string;
  readonly stationId: string;
  /** The least that it may connect with. */
  readonly profile: Profile;
  /** The newest first. */
  readonly keys: readonly StationKey[];
  /** CN of its client certificate. */
  readonly certificateName: string;
  readonly isBlocked: boolean;
  /** Why it is blocked; may be empty. */
  readonly blockedBecause: string;
  /** Milliseconds UTC. */
  readonly addedAt: number;
  readonly changedAt: number;
  readonly changedBy: string;
}

/** Keys of one station that may open at one time: of rotations that it has not followed yet. */
export const keys_max = 4;

const opened = (told: Extract<StationRecord, { kind: 'StationAdded' }>): StationEntry => ({
  tenant: told.tenant,
  stationId: told.stationId,
  profile: told.profile,
  keys: told.key === null ? [] : [keyOf(told.key, told.at)],
  certificateName: told.certificateName,
  isBlocked: false,
  blockedBecause: '',
  addedAt: told.at,
  changedAt: told.at,
  changedBy: told.by,
});

const keyOf = (key: { readonly keyId: string; readonly hash: string }, since: number) => ({
  ...key,
  since,
  until: null,
  isUsed: false,
});

const sooner = (until: number | null, other: number | null): number | null =>
  until === null || other === null ? (until ?? other) : Math.min(until, other);

/**
 * The keys after a rotation: the old ones stay for as long as was said, or until the new one was
 * used. Too many of them: the one that the station was last seen to use is the last to go.
 */
const rotated = (
  { keys }: StationEntry,
  told: Extract<StationRecord, { kind: 'StationKeyRotated' }>,
): readonly StationKey[] => {
  const old = keys.map((key) => ({ ...key, until: sooner(key.until, told.oldUntil) }));
  const open = old.filter(({ until }) => until === null || until > told.at);
  const proven = open.find(({ isUsed }) => isUsed);
  const others = new Set(open.filter((key) => key !== proven).slice(0, keys_max - 2));
  const kept = open.filter((key) => key === proven || others.has(key));
  return [keyOf(told.key, told.at), ...kept];
};

/** The keys after one was used: what came before it has had its day. */
const used = (keys: readonly StationKey[], keyId: string): readonly StationKey[] => {
  const at = keys.findIndex((key) => key.keyId === keyId);
  if (at < 0) return keys;
  return keys.slice(0, at + 1).map((key, index) => (index === at ? { ...key, isUsed: true } : key));
};

const changed = (entry: StationEntry, told: StationRecord): Partial<StationEntry> => {
  switch (told.kind) {
    case 'StationChanged':
      return { profile: told.profile, certificateName: told.certificateName };
    case 'StationProfileRaised':
      return told.profile > entry.profile ? { profile: told.profile } : {};
    case 'StationKeyRotated':
      return { keys: rotated(entry, told) };
    case 'StationKeyUsed':
      return { keys: used(entry.keys, told.keyId) };
    case 'StationBlocked':
      return { isBlocked: true, blockedBecause: told.reason };
    case 'StationUnblocked':
      return { isBlocked: false, blockedBecause: '' };
    case 'StationAdded':
    case 'StationRemoved':
      return {};
  }
};

/** The entry after a record; undefined for a station that is not registered, or no more. */
export const afterRecord = (
  entry: StationEntry | undefined,
  told: StationRecord,
): StationEntry | undefined => {
  if (told.kind === 'StationRemoved') return undefined;
  if (entry === undefined) return told.kind === 'StationAdded' ? opened(told) : undefined;
  // Of two who add a station, the first in the log holds.
  if (told.kind === 'StationAdded') return entry;
  return { ...entry, ...changed(entry, told), changedAt: told.at, changedBy: told.by };
};

/** The records of passwords that open at an instant, the newest first. */
export const openKeys = ({ keys }: StationEntry, at: number): readonly StationKey[] =>
  keys.filter(({ until }) => until === null || at < until);
