// What the OCPI interface needs: its parties, who owns what it tells, and how it is reached.

import type { FastifyRequest } from 'fastify';
import { createHmac } from 'node:crypto';
import type { Desk } from '../route.ts';
import type { Pace } from '../keys/pace.ts';
import type { TokenTeller } from './cdrs.ts';
import type { StatusCode } from './envelope.ts';
import type { OwnParty } from './locations.ts';
import type { PartyDecision, PartyEntry } from './party.ts';
import type { TokenForms } from './token.ts';
import { cut } from './values.ts';
import type { Version } from './version.ts';

/** The parties, as the ledger has them. */
export interface Parties {
  /** The party whose valid token has this id. */
  find(tokenId: string): PartyEntry | undefined;
  /** Records a decision; resolves once it is durable, and known here. */
  tell(decision: PartyDecision): Promise<void>;
}

/** Asks a peer whether it speaks a version, as registration does; null where it does. */
export type PeerCheck = (peer: {
  readonly url: string;
  readonly token: string;
  readonly version: Version;
}) => Promise<StatusCode | null>;

export interface Ocpi {
  readonly parties: Parties;
  readonly own: OwnParty;
  /** Where peers reach the API, without a slash at the end; empty: as they asked for it. */
  readonly url: string;
  readonly forms: TokenForms;
  readonly pace: Pace;
  readonly failures: Pace;
  /** Without it peers are taken at their word. */
  readonly check?: PeerCheck;
}

export interface OcpiDesk {
  readonly desk: Desk;
  readonly ocpi: Ocpi;
}

/** A name of a host as a header may have it; anything else is not put into an address. */
const hostShape = /^(?:[\w.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?$/;

/** The address of the interface, by the settings or else as the request has it. */
export const baseUrl = ({ url }: Ocpi, { protocol, headers }: FastifyRequest): string => {
  const host = headers.host ?? '';
  if (url !== '') return `${url}/ocpi`;
  return `${protocol}://${hostShape.test(host) ? host : 'localhost'}/ocpi`;
};

/** Characters of a pseudonym after its letter. */
const pseudonymLength = 31;

/**
 * How tokens are told to a party: as they are stored where it may know them, else as pseudonyms,
 * the same for the same token, and others for every party.
 */
export const tellerFor =
  ({ seesTokens, salt }: PartyEntry): TokenTeller =>
  (uid) => {
    if (seesTokens) return cut(uid, 36);
    const hash = createHmac('sha256', salt).update(uid).digest('hex');
    return `P${hash.slice(0, pseudonymLength).toUpperCase()}`;
  };
