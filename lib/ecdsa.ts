// Checks ECDSA signatures (FIPS 186-4 §6.4) over the curves that meters sign with; signs nothing.

import { integerOf } from './bytes.ts';
import type { Curve, CurveName, Point } from './curves.ts';
import { curveNames, curves, inverse, isOn, pointAt, sumOfProducts } from './curves.ts';
import { derPublicKey, derSignature } from './der.ts';

export interface PublicKey {
  readonly curve: CurveName;
  readonly point: Point;
}

export interface Signature {
  readonly r: bigint;
  readonly s: bigint;
}

/** Why bytes are no key that can be checked with. */
export type KeyProblem = 'malformed' | 'unsupported';

const idEcPublicKey = '2a8648ce3d0201';

/**
 * Reads a public key: a SubjectPublicKeyInfo, which names its curve, or a bare point (compressed,
 * uncompressed, or x and y without a mark) on the curve given.
 */
export const readPublicKey = (
  bytes: Uint8Array,
  curveOfPoint: CurveName,
): PublicKey | KeyProblem => {
  const bare = pointOf(curves[curveOfPoint], bytes);
  if (bare !== null) return { curve: curveOfPoint, point: bare };
  const info = derPublicKey(bytes);
  if (info === null) return 'malformed';
  const curve = curveNames.find((name) => curves[name].oid === info.curve);
  if (info.algorithm !== idEcPublicKey || curve === undefined) return 'unsupported';
  const point = pointOf(curves[curve], info.point);
  return point === null ? 'malformed' : { curve, point };
};

const uncompressed = 4;
const compressedEven = 2;
const compressedOdd = 3;

const pointOf = (curve: Curve, bytes: Uint8Array): Point | null => {
  const size = curve.bits / 8;
  const [mark] = bytes;
  if (bytes.length === size + 1 && (mark === compressedEven || mark === compressedOdd))
    return pointAt(curve, integerOf(bytes.subarray(1)), mark === compressedOdd);
  const marked = bytes.length === 2 * size + 1 && mark === uncompressed;
  if (!marked && bytes.length !== 2 * size) return null;
  const both = marked ? bytes.subarray(1) : bytes;
  const x = integerOf(both.subarray(0, size));
  const point = { x, y: integerOf(both.subarray(size)) };
  return isOn(curve, point) ? point : null;
};

/** Reads a signature: DER, or r and s side by side in the size of the curve. Null where neither. */
export const readSignature = (bytes: Uint8Array, name: CurveName): Signature | null => {
  const size = curves[name].bits / 8;
  const [r, s] = derSignature(bytes) ?? [];
  if (r !== undefined && s !== undefined) return { r: integerOf(r), s: integerOf(s) };
  if (bytes.length !== 2 * size) return null;
  return { r: integerOf(bytes.subarray(0, size)), s: integerOf(bytes.subarray(size)) };
};

/** Whether the signature over the digest is by the owner of the key. */
export const isSignedBy = (
  { curve: name, point }: PublicKey,
  digest: Uint8Array,
  { r, s }: Signature,
): boolean => {
  const curve = curves[name];
  const { n } = curve;
  if (r < 1n || r >= n || s < 1n || s >= n) return false;
  const surplus = BigInt(Math.max(0, digest.length * 8 - curve.bits));
  const z = integerOf(digest) >> surplus;
  const w = inverse(s, n);
  const x = sumOfProducts(curve, point, { g: (z * w) % n, q: (r * w) % n });
  return x !== null && x % n === r;
};
