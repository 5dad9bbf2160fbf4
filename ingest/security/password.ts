// Passwords of stations: what one may look like, and the bytes that stand for it. Pure.

import { randomBytes } from 'node:crypto';

/** 16 to 20 bytes as hexadecimal digits: how OCPP 1.6 writes an AuthorizationKey. */
const hexKey = /^(?:[0-9a-f]{2}){16,20}$/i;

/** OCPP 2.x, `BasicAuthPassword`. */
const characters_min = 16;
const characters_max = 40;
const madeKey_bytes = 20;

// oxlint-disable-next-line no-control-regex -- the control characters are the point
const control = /[\u0000-\u001f\u007f]/;

/**
 * The bytes that are hashed and compared. A 1.6 station sends the bytes of its AuthorizationKey or
 * the hexadecimal text that it was given (security whitepaper, 2.4; both are found): they are one.
 */
export const canonicalPassword = (sent: Uint8Array): Buffer => {
  const bytes = Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength);
  const text = bytes.toString('latin1');
  return hexKey.test(text) ? Buffer.from(text, 'hex') : bytes;
};

/** Why a password that somebody chose will not do; empty where it will. */
export const problemOfPassword = (chosen: string): string => {
  const { length } = chosen;
  if (length < characters_min || length > characters_max) {
    return `It has ${length} characters; OCPP wants ${characters_min} to ${characters_max}.`;
  }
  return control.test(chosen) ? 'It holds control characters.' : '';
};

/**
 * A key of 160 random bits as 40 hexadecimal digits: an AuthorizationKey of 1.6 as it is entered,
 * and a BasicAuthPassword of 2.x as it stands.
 */
export const makeKey = (): string => randomBytes(madeKey_bytes).toString('hex');
