// Originals sealed under the keys of their persons, and opened again.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { OcppEvent, Redaction } from '../../schemas/events.gen.ts';
import { boundedMemory } from './memory.ts';
import { isPseudonym } from './pseudonym.ts';
import type { SubjectKeys } from './subject-keys.ts';

/*
 * sealed = 0x01 nonce text tag          AES-256-GCM under the person's key, bound to event and name
 * text   = JSON [at, length, original]  where it stood in the frame as recorded
 */
const version = 1;
const nonce_bytes = 12;
const tag_bytes = 16;

export interface Original {
  readonly at: number;
  readonly length: number;
  readonly original: string;
  /** The original is bytes, in base64. */
  readonly isBytes: boolean;
}

const binding = (event: OcppEvent, pseudonym: string): Buffer =>
  Buffer.from(`${event.tenant}/${pseudonym}/${event.eventId}`);

const sealedWith = (key: Buffer, bound: Buffer, text: string): Buffer => {
  const nonce = randomBytes(nonce_bytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(bound);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, body, cipher.getAuthTag()]);
};

/** Null where the key is another than it was sealed with: one made after the person was erased. */
const openedWith = (key: Buffer, bound: Buffer, sealed: Uint8Array): Original | null => {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== version || bytes.length < 1 + nonce_bytes + tag_bytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + nonce_bytes));
  decipher.setAAD(bound);
  decipher.setAuthTag(bytes.subarray(-tag_bytes));
  try {
    const body = decipher.update(bytes.subarray(1 + nonce_bytes, -tag_bytes));
    const text = Buffer.concat([body, decipher.final()]).toString('utf8');
    const [at, length, original, isBytes] = JSON.parse(text) as [number, number, string, boolean];
    return { at, length, original, isBytes };
  } catch {
    return null;
  }
};

export interface Box {
  /** Empty where no key can be had: the person is protected, the original dropped. */
  seal(event: OcppEvent, pseudonym: string, original: Original): Buffer;
  /** Null where the key is gone, or the redaction is none of a person. */
  open(event: OcppEvent, redaction: Redaction): Original | null;
  forget(tenant: string, pseudonym: string): void;
}

export const openBox = (keys: SubjectKeys, logger: Logger): Box => {
  const held = boundedMemory<Buffer>();
  const keyFor = (tenant: string, pseudonym: string): Buffer => {
    const name = `${tenant}/${pseudonym}`;
    return held.get(name) ?? held.set(name, keys.keyFor(tenant, pseudonym));
  };
  return {
    seal: (event, pseudonym, { at, length, original, isBytes }) => {
      try {
        const text = JSON.stringify([at, length, original, isBytes]);
        return sealedWith(keyFor(event.tenant, pseudonym), binding(event, pseudonym), text);
      } catch (thrown) {
        const fields = { station: event.stationId, why: messageOf(thrown) };
        logger.error('An original could not be sealed and was dropped.', fields);
        return Buffer.alloc(0);
      }
    },
    open: (event, { pseudonym, sealed }) => {
      const key = isPseudonym(pseudonym) ? keys.find(event.tenant, pseudonym)?.key : undefined;
      return key === undefined ? null : openedWith(key, binding(event, pseudonym), sealed);
    },
    forget: (tenant, pseudonym) => held.drop(`${tenant}/${pseudonym}`),
  };
};
