// What is decided about API keys, as events of the ledger, and what is known after them. Pure.

import type { LedgerEvent } from '../../schemas/events.gen.ts';
import { isRole, type Role } from './roles.ts';

/** A key as it is kept: never its secret. */
export interface KeyEntry {
  readonly keyId: string;
  readonly tenant: string;
  readonly role: Role;
  /** What it is for, as its maker calls it. */
  readonly name: string;
  readonly hash: string;
  /** Milliseconds UTC. */
  readonly issuedAt: number;
  readonly issuedBy: string;
  /** When it ends by itself; null for never. Milliseconds UTC. */
  readonly expiresAt: number | null;
  /** When it was withdrawn; null while it was not. Milliseconds UTC. */
  readonly revokedAt: number | null;
}

export interface KeyIssued {
  readonly kind: 'ApiKeyIssued';
  readonly entry: Omit<KeyEntry, 'revokedAt'>;
}

export interface KeyRevoked {
  readonly kind: 'ApiKeyRevoked';
  readonly keyId: string;
  readonly tenant: string;
  readonly by: string;
  /** When it was decided, and from when it counts: a rotated key goes on for a while. */
  readonly at: number;
  readonly from: number;
}

export type KeyDecision = KeyIssued | KeyRevoked;

const prefix = 'api-key/';

interface Decided {
  readonly keyId: string;
  readonly tenant: string;
  readonly at: number;
  readonly by: string;
}

const envelopeOf = (kind: KeyDecision['kind'], { keyId, tenant, at, by }: Decided) => ({
  eventId: `${prefix}${keyId}/${kind}/${at}`,
  tenant,
  kind,
  subject: `${prefix}${keyId}`,
  validTo: null,
  recordedAt: at * 1000,
  recordedBy: by,
});

export const ledgerEventOf = (decision: KeyDecision): LedgerEvent => {
  if (decision.kind === 'ApiKeyRevoked') {
    return {
      ...envelopeOf(decision.kind, decision),
      validFrom: decision.from * 1000,
      body: '{}',
    };
  }
  const { role, name, hash, expiresAt, issuedAt: at, issuedBy: by, ...of } = decision.entry;
  return {
    ...envelopeOf(decision.kind, { ...of, at, by }),
    validFrom: null,
    body: JSON.stringify({ role, name, hash, expiresAt }),
  };
};

/** What an event of the ledger says of a key; null where it is about something else. */
export const decisionOf = (event: LedgerEvent): KeyDecision | null => {
  const { kind, subject, tenant, recordedAt, recordedBy: by, validFrom, body } = event;
  if (!subject.startsWith(prefix)) return null;
  const keyId = subject.slice(prefix.length);
  const at = Math.floor(recordedAt / 1000);
  if (kind === 'ApiKeyRevoked') {
    const from = validFrom === null ? at : Math.floor(validFrom / 1000);
    return { kind, keyId, tenant, by, at, from };
  }
  if (kind !== 'ApiKeyIssued') return null;
  const told = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const [role, hash] = [String(told['role']), String(told['hash'])];
  // A role of a newer Laddbok grants nothing here.
  if (!isRole(role)) return null;
  const expiresAt = typeof told['expiresAt'] === 'number' ? told['expiresAt'] : null;
  const name = typeof told['name'] === 'string' ? told['name'] : '';
  const entry = { keyId, tenant, role, name, hash, issuedAt: at, issuedBy: by, expiresAt };
  return { kind, entry };
};

/** What is known of a key after a decision; undefined where it is about a key never issued. */
export const afterDecision = (
  before: KeyEntry | undefined,
  decision: KeyDecision,
): KeyEntry | undefined => {
  // A key that is withdrawn stays so, whatever is told again.
  if (decision.kind === 'ApiKeyIssued') return before ?? { ...decision.entry, revokedAt: null };
  if (before === undefined || before.tenant !== decision.tenant) return before;
  return { ...before, revokedAt: Math.min(before.revokedAt ?? Infinity, decision.from) };
};

export const isValidAt = ({ expiresAt, revokedAt }: KeyEntry, at: number): boolean =>
  (expiresAt === null || at < expiresAt) && (revokedAt === null || at < revokedAt);
