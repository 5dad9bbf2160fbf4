// The one place where arguments and answers of commands are made fit for the log: sealed.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const key_bytes = 32;
const iv_bytes = 12;
const tag_bytes = 16;
const cipher = 'aes-256-gcm';

export interface Sealer {
  /**
   * What commands carry into the log passes here, and nothing of it beside: tokens, credentials and
   * payloads lie there unreadable to whoever has the log without the secret of the gateways.
   */
  sealForTheLog(value: unknown): string;
  /** What was sealed; null where it was sealed under another secret, or damaged. */
  unseal(sealed: string): unknown;
}

/** Seals with a key derived from the secret that gateways and API share. */
export const openSealer = (secret: string): Sealer => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'laddbok/commands', key_bytes));
  return {
    sealForTheLog: (value) => {
      const iv = randomBytes(iv_bytes);
      const sealing = createCipheriv(cipher, key, iv);
      const text = JSON.stringify(value ?? null);
      const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
      return Buffer.concat([iv, sealing.getAuthTag(), body]).toString('base64');
    },
    unseal: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length < iv_bytes + tag_bytes) return null;
      const opening = createDecipheriv(cipher, key, bytes.subarray(0, iv_bytes));
      opening.setAuthTag(bytes.subarray(iv_bytes, iv_bytes + tag_bytes));
      try {
        const body = opening.update(bytes.subarray(iv_bytes + tag_bytes));
        return JSON.parse(Buffer.concat([body, opening.final()]).toString('utf8')) as unknown;
      } catch {
        return null;
      }
    },
  };
};
