// A password at rest: a salted scrypt hash as one line of text, made and checked beside the loop.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What one check costs, as scrypt's N, r and p. */
export interface Cost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/**
 * For passwords that people chose, which may be guessed: 16 MiB and tens of milliseconds a guess.
 */
export const costOfChosen: Cost = { n: 16_384, r: 8, p: 1 };

/**
 * For keys that we made of 160 random bits. Nobody guesses such a key at whatever price, so the
 * price is set by what honest stations ask: all of them return at once after a restart.
 */
export const costOfMade: Cost = { n: 1_024, r: 1, p: 1 };

export interface HashRecord extends Cost {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const salt_bytes = 16;
const hash_bytes = 32;
/** No record may ask for more memory than this, whoever wrote it. */
const memory_bytes_max = 64 * 1024 * 1024;

const shape = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/;

/** `scrypt$N$r$p$salt$hash`, the last two in base64url without padding. */
export const formatHash = ({ n, r, p, salt, hash }: HashRecord): string =>
  ['scrypt', n, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');

const isPayable = ({ n, r, p }: Cost): boolean =>
  n >= 2 && Number.isInteger(Math.log2(n)) && r >= 1 && p >= 1 && 128 * n * r <= memory_bytes_max;

/** What a line of text holds; null where it is no such record, or one that costs too much. */
export const parseHash = (text: string): HashRecord | null => {
  const [, n, r, p, salt = '', hash = ''] = shape.exec(text) ?? [];
  if (n === undefined) return null;
  const cost = { n: Number(n), r: Number(r), p: Number(p) };
  if (!isPayable(cost)) return null;
  return {
    ...cost,
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
};

const derive = (password: Uint8Array, { n, r, p }: Cost, salt: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // Twice what is needed: the engine counts a little more than the formula.
    const options = { N: n, r, p, maxmem: 2 * memory_bytes_max };
    scrypt(password, salt, hash_bytes, options, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });

/** The record of a password, with a salt of its own. */
export const hashPassword = async (password: Uint8Array, cost: Cost): Promise<string> => {
  const salt = randomBytes(salt_bytes);
  return formatHash({ ...cost, salt, hash: await derive(password, cost, salt) });
};

/** Whether the password is that of the record. The comparison takes the same time for any answer. */
export const fitsHash = async (password: Uint8Array, record: HashRecord): Promise<boolean> =>
  timingSafeEqual(await derive(password, record, record.salt), record.hash);
