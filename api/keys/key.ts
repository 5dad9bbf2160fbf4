// An API key: an id that may be shown and a secret that is shown once and kept only as its hash.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const prefix = 'lbk';
const idBytes = 6;
/** As long as the hash that it is kept by: nothing is gained by guessing, so no slow hash is needed. */
const secretBytes = 32;

export interface NewKey {
  readonly keyId: string;
  /** What the holder is given; it is not kept. */
  readonly text: string;
  readonly hash: string;
}

export interface KeyText {
  readonly keyId: string;
  readonly secret: string;
}

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** A new key of 256 random bits. */
export const makeKey = (random: (bytes: number) => Buffer = randomBytes): NewKey => {
  const keyId = random(idBytes).toString('hex');
  const secret = random(secretBytes).toString('base64url');
  return { keyId, text: `${prefix}_${keyId}_${secret}`, hash: hashOf(secret) };
};

const shape = /^lbk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** The parts of a key as it was given; null where it is none. */
export const readKey = (text: string): KeyText | null => {
  const [, keyId, secret] = shape.exec(text) ?? [];
  return keyId === undefined || secret === undefined ? null : { keyId, secret };
};

/** Whether a secret is the one of a hash, in a time that does not tell how much of it is right. */
export const isSecretOf = (hash: string, secret: string): boolean => {
  const [given, kept] = [Buffer.from(hashOf(secret), 'hex'), Buffer.from(hash, 'hex')];
  return given.length === kept.length && timingSafeEqual(given, kept);
};

/**
 * The key that a request carries, or null: as `Authorization: Bearer KEY`, or as the password of
 * `Authorization: Basic`, which is what a browser asks its user for (RFC 7617; the name is free).
 */
export const keyOfHeader = (header: string | undefined): string | null => {
  const [, scheme, value] = /^(\S{1,16})\s+(\S+)\s*$/.exec(header ?? '') ?? [];
  if (scheme === undefined || value === undefined) return null;
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return null;
  const text = Buffer.from(value, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
};
