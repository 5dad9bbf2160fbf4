// Checks the signature of a document against the keys at hand; every input has a verdict.

import { bytesOfBase64, bytesOfHex } from '../../../lib/bytes.ts';
import type { CurveName } from '../../../lib/curves.ts';
import { curveNames } from '../../../lib/curves.ts';
import type { PublicKey } from '../../../lib/ecdsa.ts';
import { isSignedBy, readPublicKey, readSignature } from '../../../lib/ecdsa.ts';
import { sha256, sha384 } from '../../../lib/sha2.ts';
import type { SignedVerdict } from '../../facts/signed.ts';
import type { Ocmf } from './ocmf.ts';

/** Longest public key that is read, characters. One over 384 bits in hex has 240. */
export const publicKey_max = 512;

/** Registered keys that a document is tried with. */
export const keysTried_max = 4;

export interface Check {
  readonly verdict: SignedVerdict;
  readonly reason: string;
  readonly publicKey: string;
  /** Signatures that were calculated: what it cost. */
  readonly checks: number;
}

const said = (verdict: SignedVerdict, reason: string, publicKey = ''): Check => ({
  verdict,
  reason,
  publicKey,
  checks: 0,
});

/** Curves by the names in use, in small letters and without the P of brainpoolP256r1. */
const curveOf = (name: string): CurveName | undefined => {
  const plain = (text: string): string => text.toLowerCase().replace('brainpoolp', 'brainpool');
  return curveNames.find((one) => plain(one) === plain(name));
};

interface Algorithm {
  readonly curve: CurveName;
  /** Whether the document names the curve, or it is the default. */
  readonly named: boolean;
  readonly digest: (message: Uint8Array) => Uint8Array;
}

const algorithmOf = (name: string): Algorithm | null => {
  if (name === '') return { curve: 'secp256r1', named: false, digest: sha256 };
  const [, curveName = '', bits] = /^ECDSA-(\w+)-SHA-?(256|384)$/i.exec(name) ?? [];
  const curve = curveOf(curveName);
  if (curve === undefined) return null;
  return { curve, named: true, digest: bits === '384' ? sha384 : sha256 };
};

const pem = /^-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----$/;

/** Bytes of a key in hex, base64 or PEM, also behind `oca:base16:asn1:`, also all in base64. */
const keyBytes = (text: string, deeper = true): Uint8Array | null => {
  const trimmed = text.trim();
  const inner = pem.exec(trimmed)?.[1] ?? trimmed.replace(/^oca:\w+:\w+:/, '');
  const plain = inner.replaceAll(/\s/g, '');
  const ofHex = bytesOfHex(plain);
  if (ofHex !== null) return ofHex;
  const bytes = bytesOfBase64(plain);
  if (bytes === null || !deeper) return bytes;
  const letters = String.fromCharCode(...bytes);
  return /^(?:oca:|[0-9a-fA-F\s]{48,}$)/.test(letters) ? keyBytes(letters, false) : bytes;
};

/** A key as it is written; `curve` is that of a bare point. */
const keyOf = (text: string, curve: CurveName): PublicKey | 'malformed' | 'unsupported' => {
  const bytes = text.length > publicKey_max ? null : keyBytes(text);
  return bytes === null ? 'malformed' : readPublicKey(bytes, curve);
};

/** Whether a text is a public key on any curve. */
export const isPublicKey = (text: string): boolean =>
  curveNames.some((curve) => typeof keyOf(text, curve) !== 'string');

export interface KeysAtHand {
  readonly registered: readonly string[];
  /** That the station itself names; empty where it names none. */
  readonly declared: string;
}

/**
 * Checks a document. Where keys are registered only they count: a document that is good by another
 * key that the station names is what they are registered against.
 */
export const verify = (document: Ocmf, method: string, keys: KeysAtHand): Check => {
  const name = document.algorithm || method;
  const algorithm = algorithmOf(name);
  if (algorithm === null || !document.isDer) return said('unsupported', `algorithm ${name}`);
  const { signature, isBase64 } = document;
  const bytes = isBase64 ? bytesOfBase64(signature) : bytesOfHex(signature);
  if (bytes === null) return said('malformed', 'the signature is no hex or base64');
  const digest = digestOf(document, algorithm);
  const signed = { algorithm, digest, bytes };
  const { registered, declared } = keys;
  if (registered.length > 0) return againstRegistered(signed, registered);
  if (declared === '') return said('key_unknown', 'no key is registered and none was sent');
  const checked = against(signed, declared);
  return checked.verdict === 'valid' ? { ...checked, verdict: 'valid_self_declared' } : checked;
};

/** Of the payload as it was signed, which the log no longer has where its token is sealed. */
const digestOf = ({ digests, payload }: Ocmf, { digest }: Algorithm): Uint8Array => {
  const own = digest(new TextEncoder().encode(payload));
  const signed = digests.find((one) => one.length === 2 * own.length);
  return (signed === undefined ? null : bytesOfHex(signed)) ?? own;
};

interface Signed {
  readonly algorithm: Algorithm;
  readonly digest: Uint8Array;
  readonly bytes: Uint8Array;
}

const againstRegistered = (signed: Signed, registered: readonly string[]): Check => {
  let checks = 0;
  let last = said('invalid', 'by none of the registered keys');
  for (const key of registered.slice(0, keysTried_max)) {
    last = against(signed, key);
    checks += last.checks;
    if (last.verdict === 'valid') return { ...last, checks };
  }
  const reason = registered.length > 1 ? 'by none of the registered keys' : last.reason;
  return { ...last, reason, checks };
};

const against = ({ algorithm, digest, bytes }: Signed, text: string): Check => {
  const key = keyOf(text, algorithm.curve);
  const publicKey = text.slice(0, publicKey_max);
  if (key === 'malformed') return said('key_unknown', 'the key cannot be read', publicKey);
  if (key === 'unsupported') return said('unsupported', 'the key is on no known curve', publicKey);
  if (algorithm.named && key.curve !== algorithm.curve)
    return said('invalid', `the key is on ${key.curve}, not on ${algorithm.curve}`, publicKey);
  const signature = readSignature(bytes, key.curve);
  if (signature === null) return said('malformed', 'the signature is no DER', publicKey);
  const isGood = isSignedBy(key, digest, signature);
  const reason = isGood ? '' : 'not signed with this key';
  return { verdict: isGood ? 'valid' : 'invalid', reason, publicKey, checks: 1 };
};
