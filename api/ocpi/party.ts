// What is decided about OCPI parties, as events of the ledger, and what is known after them. Pure.

import type { LedgerEvent } from '../../schemas/events.gen.ts';
import type { KeptToken } from './token.ts';
import { isVersion, type Version } from './version.ts';

/** A role that a party said it has, by which it is known to others. */
export interface PartyRole {
  readonly role: string;
  readonly country_code: string;
  readonly party_id: string;
  readonly name: string;
}

/** What a party told of itself when it registered. Its token for us is not kept: we ask nothing. */
export interface Registration {
  readonly version: Version;
  readonly url: string;
  readonly roles: readonly PartyRole[];
}

/** A party as it is known: whoever pulls data, of one tenant. */
export interface PartyEntry {
  readonly partyKey: string;
  readonly tenant: string;
  /** Who it is, as whoever added it calls it. */
  readonly name: string;
  /** Whether it is told tokens as they are stored; otherwise pseudonyms that are its own. */
  readonly seesTokens: boolean;
  /** Key of the pseudonyms that it is told. */
  readonly salt: string;
  /** Milliseconds UTC. */
  readonly addedAt: number;
  readonly addedBy: string;
  /** The one token that lets it in; null where it unregistered. */
  readonly token: KeptToken | null;
  /** Null until it registered: its token is then one to register with (token A). */
  readonly registration: Registration | null;
  /** Milliseconds UTC; null while it was not removed. */
  readonly removedAt: number | null;
}

interface Decided {
  readonly partyKey: string;
  readonly tenant: string;
  /** Milliseconds UTC. */
  readonly at: number;
  readonly by: string;
}

export interface PartyAdded extends Decided {
  readonly kind: 'OcpiPartyAdded';
  readonly name: string;
  readonly seesTokens: boolean;
  readonly salt: string;
  readonly token: KeptToken;
}

/** Another token to register with; what the party had before ends. */
export interface TokenIssued extends Decided {
  readonly kind: 'OcpiTokenIssued';
  readonly token: KeptToken;
}

export interface PartyRegistered extends Decided {
  readonly kind: 'OcpiPartyRegistered';
  readonly token: KeptToken;
  readonly registration: Registration;
}

export interface PartyGone extends Decided {
  readonly kind: 'OcpiPartyUnregistered' | 'OcpiPartyRemoved';
}

export type PartyDecision = PartyAdded | TokenIssued | PartyRegistered | PartyGone;

const kinds = [
  'OcpiPartyAdded',
  'OcpiTokenIssued',
  'OcpiPartyRegistered',
  'OcpiPartyUnregistered',
  'OcpiPartyRemoved',
] as const;

export const partyPrefix = 'ocpi-party/';

export const partyEventOf = (decision: PartyDecision): LedgerEvent => {
  const { kind, partyKey, tenant, at, by, ...body } = decision;
  const subject = `${partyPrefix}${partyKey}`;
  const which = 'token' in decision ? `/${decision.token.tokenId}` : '';
  return {
    eventId: `${subject}/${kind}/${at}${which}`,
    tenant,
    kind,
    subject,
    validFrom: at * 1000,
    validTo: null,
    recordedAt: at * 1000,
    recordedBy: by,
    body: JSON.stringify(body),
  };
};

type Told = Readonly<Record<string, unknown>>;

const textIn = (told: Told, name: string): string => {
  const value = told[name];
  return typeof value === 'string' ? value : '';
};

const objectIn = (told: Told, name: string): Told => (told[name] ?? {}) as Told;

const tokenIn = (told: Told): KeptToken => {
  const token = objectIn(told, 'token');
  return { tokenId: textIn(token, 'tokenId'), hash: textIn(token, 'hash') };
};

const roleOf = (told: Told): PartyRole => ({
  role: textIn(told, 'role'),
  country_code: textIn(told, 'country_code'),
  party_id: textIn(told, 'party_id'),
  name: textIn(told, 'name'),
});

const registrationIn = (told: Told): Registration | null => {
  const { version, roles, ...rest } = objectIn(told, 'registration');
  if (!isVersion(version)) return null;
  const list = Array.isArray(roles) ? (roles as readonly Told[]) : [];
  return { version, url: textIn(rest, 'url'), roles: list.map(roleOf) };
};

/** What an event of the ledger says of a party; null where it is about something else. */
export const partyDecisionOf = (event: LedgerEvent): PartyDecision | null => {
  const { subject, tenant, recordedAt, recordedBy: by } = event;
  const kind = kinds.find((one) => one === event.kind);
  if (!subject.startsWith(partyPrefix) || kind === undefined) return null;
  const told = JSON.parse(event.body) as Told;
  const partyKey = subject.slice(partyPrefix.length);
  const decided = { partyKey, tenant, by, at: Math.floor(recordedAt / 1000) };
  if (kind === 'OcpiPartyUnregistered' || kind === 'OcpiPartyRemoved') return { kind, ...decided };
  const token = tokenIn(told);
  if (kind === 'OcpiTokenIssued') return { kind, ...decided, token };
  if (kind === 'OcpiPartyRegistered') {
    const registration = registrationIn(told);
    // A version of a newer Laddbok lets nobody in here.
    return registration === null ? null : { kind, ...decided, token, registration };
  }
  const seesTokens = told['seesTokens'] === true;
  const [name, salt] = [textIn(told, 'name'), textIn(told, 'salt')];
  return { kind, ...decided, token, name, salt, seesTokens };
};

/** What is known of a party after a decision; undefined where it is about one never added. */
export const afterPartyDecision = (
  before: PartyEntry | undefined,
  decision: PartyDecision,
): PartyEntry | undefined => {
  if (decision.kind === 'OcpiPartyAdded') {
    const { partyKey, tenant, name, seesTokens, salt, token, at, by } = decision;
    const added = { partyKey, tenant, name, seesTokens, salt, token };
    return before ?? { ...added, addedAt: at, addedBy: by, registration: null, removedAt: null };
  }
  // Who is removed stays so, whatever is told again.
  if (before === undefined || before.tenant !== decision.tenant) return before;
  if (before.removedAt !== null) return before;
  switch (decision.kind) {
    case 'OcpiTokenIssued':
      return { ...before, token: decision.token, registration: null };
    case 'OcpiPartyRegistered':
      return { ...before, token: decision.token, registration: decision.registration };
    case 'OcpiPartyUnregistered':
      return { ...before, token: null, registration: null };
    case 'OcpiPartyRemoved':
      return { ...before, token: null, registration: null, removedAt: decision.at };
  }
};
