// How the guard lets parties in: by their OCPI token, to what that token is for, and nothing else.

import type { FastifyRequest } from 'fastify';
import type { Gate, Refusal } from '../keys/gate.ts';
import type { Pace } from '../keys/pace.ts';
import { problem, type Problem } from '../problems.ts';
import { echoedIds, envelope, ocpiContentType } from './envelope.ts';
import type { PartyEntry } from './party.ts';
import { isToken, tokenOfHeader, type TokenForms } from './token.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The OCPI party that asks; set before any route that needs one is reached. */
    party?: PartyEntry;
  }
  interface FastifyContextConfig {
    /** Whether a party that has not registered yet is let in too, with its token A. */
    beforeRegistration?: boolean;
  }
}

export interface GateOptions {
  /** The party whose valid token has this id. */
  find(tokenId: string): PartyEntry | undefined;
  readonly forms: TokenForms;
  /** Requests of each party. */
  readonly pace: Pace;
  /** Wrong tokens of each address. */
  readonly failures: Pace;
  now(): number;
}

const noToken =
  'Give the credentials token as Authorization: Token BASE64. Ask the operator for one.';
const notYet = 'This token is for registration alone: POST it to the credentials module first.';

const second_ms = 1000;

const partyOf = (request: FastifyRequest, options: GateOptions): PartyEntry | null => {
  const given = tokenOfHeader(request.headers.authorization, options.forms);
  const entry = given === null ? undefined : options.find(given.tokenId);
  const token = entry?.token ?? null;
  if (given === null || entry === undefined || token === null) return null;
  return token.tokenId === given.tokenId && isToken(token, given) ? entry : null;
};

/** Lets a request in that carries the token of a party, and writes the party to it. */
export const partyGate = (options: GateOptions): Gate => {
  const refusal = (
    request: FastifyRequest,
    what: Problem,
    headers: Readonly<Record<string, string>>,
  ): Refusal => ({
    problem: what,
    headers: { ...echoedIds(request), ...headers },
    answer: {
      body: JSON.stringify(envelope('client_error', what.detail, options.now())),
      contentType: ocpiContentType,
    },
  });
  const unknown = (request: FastifyRequest, detail: string): Refusal =>
    refusal(request, problem('no_key', detail), {
      'www-authenticate': 'Token realm="Laddbok OCPI"',
    });
  const tooOften = (request: FastifyRequest, detail: string, wait_ms: number): Refusal =>
    refusal(request, problem('too_often', detail), {
      'retry-after': String(Math.ceil(wait_ms / second_ms)),
    });
  return {
    who: ({ party }) => (party === undefined ? null : `ocpi/${party.partyKey}`),
    refuse: (request) => {
      // Whoever guesses waits, whether the next guess is right or not.
      const waits_ms = options.failures.wait(request.ip);
      if (waits_ms > 0)
        return tooOften(request, 'Too many wrong tokens came from this address.', waits_ms);
      const party = partyOf(request, options);
      if (party === null) {
        if (request.headers.authorization !== undefined) options.failures.take(request.ip);
        return unknown(request, noToken);
      }
      const wait_ms = options.pace.take(`ocpi/${party.partyKey}`);
      if (wait_ms > 0) return tooOften(request, 'This party asks more often than it may.', wait_ms);
      const isEarly = party.registration === null;
      if (isEarly && request.routeOptions.config.beforeRegistration !== true)
        return unknown(request, notYet);
      request.party = party;
      return null;
    },
  };
};
