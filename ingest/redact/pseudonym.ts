// A token -> its pseudonym: a keyed hash, the same for every way of writing the token.

import { createHmac } from 'node:crypto';
import { normalToken } from '../../lib/token.ts';
import { boundedMemory } from './memory.ts';
import { derived } from './subject-keys.ts';

/** Crockford's alphabet: no letter is read as another, and upper case is all there is. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const digits = 19;

/** `P` and 95 bits: as long as an idTag of OCPP 1.6 may be. */
const shown = (digest: Buffer): string => {
  let number = digest.readBigUInt64BE(0) * 2n ** 64n + digest.readBigUInt64BE(8);
  let text = '';
  for (let digit = 0; digit < digits; digit++) {
    text += alphabet.charAt(Number(number & 31n));
    number >>= 5n;
  }
  return `P${text}`;
};

export const isPseudonym = (text: string): boolean => /^P[0-9A-HJKMNP-TV-Z]{19}$/.test(text);

/** Longest token whose pseudonym is remembered; what is longer is hashed again. */
const remembered_chars = 128;

/** Gives the pseudonym of a token of a tenant: HMAC-SHA-256 under the tenant's key. */
export const openPseudonyms = (master: string) => {
  const pseudonyms = boundedMemory<string>();
  const tenantKeys = boundedMemory<Buffer>();
  const tenantKey = (tenant: string): Buffer =>
    tenantKeys.get(tenant) ?? tenantKeys.set(tenant, derived(master, `pseudonym/${tenant}`));
  return (tenant: string, token: string): string => {
    const name = `${tenant}/${token}`;
    const known = pseudonyms.get(name);
    if (known !== undefined) return known;
    const hmac = createHmac('sha256', tenantKey(tenant)).update(normalToken(token) || token);
    const made = shown(hmac.digest());
    return name.length > remembered_chars ? made : pseudonyms.set(name, made);
  };
};
