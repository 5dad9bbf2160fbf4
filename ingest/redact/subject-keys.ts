// Keys of persons: one file each, so that destroying one leaves nothing of it behind.

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The data key of a person, and when it was made. */
export interface SubjectKey {
  readonly key: Buffer;
  /** Milliseconds since 1970 UTC. */
  readonly madeAt: number;
}

export interface SubjectKeys {
  /** The key of a person, made durable before it is handed out. */
  keyFor(tenant: string, pseudonym: string): Buffer;
  /** Null where there is none, it was destroyed, or another master key wrapped it. */
  find(tenant: string, pseudonym: string): SubjectKey | null;
  /** Destroys a key that was made until `until` (milliseconds UTC); false where there is none. */
  destroy(tenant: string, pseudonym: string, until: number): boolean;
}

export interface KeyFolder {
  readonly folder: string;
  /** Wraps the keys; of whoever holds the installation. */
  readonly master: string;
  /** Milliseconds since 1970 UTC. */
  readonly clock: () => number;
}

/*
 * file = madeAt nonce wrapped tag
 * madeAt  = uint64, big-endian, milliseconds; authenticated with the names of tenant and person
 * nonce   = 12 bytes
 * wrapped = the key of 32 bytes, AES-256-GCM under the master's wrapping key
 */
const nonce_bytes = 12;
const key_bytes = 32;
const tag_bytes = 16;
const head_bytes = 8;
const file_bytes = head_bytes + nonce_bytes + key_bytes + tag_bytes;

export const derived = (master: string, purpose: string): Buffer =>
  createHmac('sha256', master).update(`laddbok/${purpose}`).digest();

const errorCode = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';

/** Writes durably; `wx` refuses a file that is there already. */
const writeDurably = (file: string, bytes: Buffer, flag: 'wx' | 'r+'): void => {
  const handle = openSync(file, flag, 0o600);
  try {
    writeSync(handle, bytes, 0, bytes.length, 0);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** A name that came or went is durable once its folder is. */
const settleFolder = (folder: string): void => {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Another process may be between making the file and filling it: it is done in a moment. */
const readAttempts = 200;
const pause_ms = 5;

const readWhole = (file: string): Buffer | null => {
  for (let attempt = 0; attempt < readAttempts; attempt++) {
    try {
      const bytes = readFileSync(file);
      if (bytes.length === file_bytes) return bytes;
    } catch (thrown) {
      if (errorCode(thrown) === 'ENOENT') return null;
      throw thrown;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause_ms);
  }
  return null;
};

export const openSubjectKeys = ({ folder, master, clock }: KeyFolder): SubjectKeys => {
  const wrapping = derived(master, 'wrap');
  const fileOf = (tenant: string, pseudonym: string): string =>
    join(folder, Buffer.from(tenant).toString('hex'), pseudonym.slice(1, 3), pseudonym);
  const bound = (tenant: string, pseudonym: string, head: Buffer): Buffer =>
    Buffer.concat([head, Buffer.from(`${tenant}/${pseudonym}`)]);

  const wrap = (tenant: string, pseudonym: string, key: Buffer): Buffer => {
    const head = Buffer.alloc(head_bytes);
    head.writeBigUInt64BE(BigInt(Math.trunc(clock())));
    const nonce = randomBytes(nonce_bytes);
    const cipher = createCipheriv('aes-256-gcm', wrapping, nonce);
    cipher.setAAD(bound(tenant, pseudonym, head));
    const wrapped = Buffer.concat([cipher.update(key), cipher.final()]);
    return Buffer.concat([head, nonce, wrapped, cipher.getAuthTag()]);
  };

  const find = (tenant: string, pseudonym: string): SubjectKey | null => {
    const bytes = readWhole(fileOf(tenant, pseudonym));
    if (bytes === null) return null;
    const head = bytes.subarray(0, head_bytes);
    const nonce = bytes.subarray(head_bytes, head_bytes + nonce_bytes);
    const decipher = createDecipheriv('aes-256-gcm', wrapping, nonce);
    decipher.setAAD(bound(tenant, pseudonym, head));
    decipher.setAuthTag(bytes.subarray(file_bytes - tag_bytes));
    const wrapped = bytes.subarray(head_bytes + nonce_bytes, file_bytes - tag_bytes);
    try {
      const key = Buffer.concat([decipher.update(wrapped), decipher.final()]);
      return { key, madeAt: Number(head.readBigUInt64BE()) };
    } catch {
      // Wrapped under a master key that is lost: it opens nothing, and can still be destroyed.
      return null;
    }
  };

  const make = (tenant: string, pseudonym: string): Buffer => {
    const file = fileOf(tenant, pseudonym);
    const key = randomBytes(key_bytes);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    try {
      writeDurably(file, wrap(tenant, pseudonym, key), 'wx');
      settleFolder(dirname(file));
      return key;
    } catch (thrown) {
      const first = errorCode(thrown) === 'EEXIST' ? find(tenant, pseudonym) : null;
      if (first === null) throw thrown;
      return first.key;
    }
  };

  return {
    find,
    keyFor: (tenant, pseudonym) => find(tenant, pseudonym)?.key ?? make(tenant, pseudonym),
    destroy: (tenant, pseudonym, until) => {
      const file = fileOf(tenant, pseudonym);
      const bytes = readWhole(file);
      if (bytes === null || Number(bytes.readBigUInt64BE()) > until) return false;
      // Overwritten in place first: what is only unlinked can still be read from the disk.
      writeDurably(file, randomBytes(file_bytes), 'r+');
      unlinkSync(file);
      settleFolder(dirname(file));
      return true;
    },
  };
};
