// Tokens of OCPI parties: how they are made, kept, and read from the header of a request.

import { randomBytes } from 'node:crypto';
import { hashOf, isSecretOf } from '../keys/key.ts';

const prefix = 'lbo';
const idBytes = 6;
const secretBytes = 32;

/** A token as the ledger keeps it: an id that may be shown, and the hash of its secret. */
export interface KeptToken {
  readonly tokenId: string;
  readonly hash: string;
}

export interface NewToken extends KeptToken {
  /** What the party is given; it is not kept. 60 of the 64 characters that OCPI allows. */
  readonly text: string;
}

/** A new token of 256 random bits. */
export const makeToken = (random: (bytes: number) => Buffer = randomBytes): NewToken => {
  const tokenId = random(idBytes).toString('hex');
  const secret = random(secretBytes).toString('base64url');
  return { tokenId, text: `${prefix}_${tokenId}_${secret}`, hash: hashOf(secret) };
};

const shape = /^lbo_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

interface TokenText {
  readonly tokenId: string;
  readonly secret: string;
}

/** The parts of a token as it was given; null where it is none of ours. */
export const readToken = (text: string): TokenText | null => {
  const [, tokenId, secret] = shape.exec(text) ?? [];
  return tokenId === undefined || secret === undefined ? null : { tokenId, secret };
};

export const isToken = ({ hash }: KeptToken, { secret }: TokenText): boolean =>
  isSecretOf(hash, secret);

/** `encoded` takes tokens in Base64 alone, as 2.2.1 says; `either` also those that are not. */
export type TokenForms = 'encoded' | 'either';

const canonical = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The token of `Authorization: Token …`, or null. It is Base64 of the UTF-8 of the token; many
 * peers send it as it is. No token of ours is Base64 as it stands, for it has an underscore, so
 * that nothing is taken for both.
 * Source: OCPI 2.2.1 transport_and_format, Authorization header.
 */
export const tokenOfHeader = (header: string | undefined, forms: TokenForms): TokenText | null => {
  const [, value] = /^Token ([\x21-\x7e]{1,200})$/i.exec(header ?? '') ?? [];
  if (value === undefined) return null;
  if (canonical.test(value)) return readToken(Buffer.from(value, 'base64').toString('utf8'));
  return forms === 'either' ? readToken(value) : null;
};

/** The token of a header as text; empty where there is none. */
export const tokenText = (header: string | undefined, forms: TokenForms): string => {
  const token = tokenOfHeader(header, forms);
  return token === null ? '' : `${prefix}_${token.tokenId}_${token.secret}`;
};
