// Signatures are told apart as OpenSSL tells them, over every curve that meters sign with.

import { createECDH, createHash, createPrivateKey, ECDH, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bytesOfBase64, bytesOfHex } from './bytes.ts';
import type { CurveName } from './curves.ts';
import { curves } from './curves.ts';
import type { PublicKey } from './ecdsa.ts';
import { isSignedBy, readPublicKey, readSignature } from './ecdsa.ts';
import { sha256, sha384 } from './sha2.ts';

/** Our name of a curve, and OpenSSL's. */
const named: readonly (readonly [CurveName, string])[] = [
  ['secp192k1', 'secp192k1'],
  ['secp192r1', 'prime192v1'],
  ['secp256k1', 'secp256k1'],
  ['secp256r1', 'prime256v1'],
  ['secp384r1', 'secp384r1'],
  ['brainpoolP256r1', 'brainpoolP256r1'],
  ['brainpoolP384r1', 'brainpoolP384r1'],
];

const bytes = (hex: string): Uint8Array => bytesOfHex(hex) ?? new Uint8Array();
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

const keyOf = (encoded: Uint8Array, curve: CurveName): PublicKey => {
  const key = readPublicKey(encoded, curve);
  if (typeof key === 'string') throw new Error(`the key is ${key}`);
  return key;
};

const isGood = (key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean | null => {
  const read = readSignature(signature, key.curve);
  return read === null ? null : isSignedBy(key, sha256(message), read);
};

const tlv = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const content = Buffer.concat(parts);
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return Uint8Array.from([tag, ...length, ...content]);
};

/** A key pair that is the same in every run: SEC 1 and SubjectPublicKeyInfo are put together here. */
const keyPair = (curve: CurveName, openSsl: string) => {
  const secret = Buffer.alloc(curves[curve].bits / 8, 0x5a);
  const ecdh = createECDH(openSsl);
  ecdh.setPrivateKey(secret);
  const point = Uint8Array.from(ecdh.getPublicKey());
  const oid = tlv(0x06, bytes(curves[curve].oid));
  const sec1 = tlv(0x30, tlv(0x02, Uint8Array.of(1)), tlv(0x04, secret), tlv(0xa0, oid));
  const algorithm = tlv(0x30, tlv(0x06, bytes('2a8648ce3d0201')), oid);
  const spki = tlv(0x30, algorithm, tlv(0x03, Uint8Array.of(0), point));
  const privateKey = createPrivateKey({ key: Buffer.from(sec1), format: 'der', type: 'sec1' });
  return { privateKey, point, spki };
};

describe.each(named)('%s', (curve, openSsl) => {
  const { privateKey, point, spki } = keyPair(curve, openSsl);
  const message = text('{"FV":"1.0","PG":"T1"}');
  const der = sign('sha256', message, privateKey);

  test('a signature is good for its message and key alone', () => {
    const key = keyOf(spki, curve);
    expect(key).toEqual({ curve, point: keyOf(point, curve).point });
    expect(isGood(key, message, der)).toBe(true);
    expect(isGood(key, text('{"FV":"1.0","PG":"T2"}'), der)).toBe(false);
    const basePoint = { curve, point: { x: curves[curve].x, y: curves[curve].y } };
    expect(isGood(basePoint, message, der)).toBe(false);
  });

  test('a key is the same compressed, bare or with its curve', () => {
    const key = keyOf(spki, curve);
    const short = ECDH.convertKey(point, openSsl, undefined, undefined, 'compressed');
    expect(readPublicKey(Uint8Array.from(short as Buffer), curve)).toEqual(key);
    expect(readPublicKey(point.subarray(1), curve)).toEqual(key);
  });

  test('r and s side by side are a signature too, and each bit of it counts', () => {
    const key = keyOf(spki, curve);
    const raw = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    expect(isGood(key, message, raw)).toBe(true);
    const changed = Uint8Array.from(raw);
    changed[5] = (changed[5] ?? 0) ^ 1;
    expect(isGood(key, message, changed)).toBe(false);
  });

  test('numbers out of range are no signature', () => {
    const key = keyOf(spki, curve);
    const digest = sha256(message);
    const { r, s } = readSignature(der, curve) ?? { r: 0n, s: 0n };
    const { n } = curves[curve];
    for (const wrong of [
      { r: 0n, s },
      { r, s: 0n },
      { r: r + n, s },
      { r, s: n },
    ])
      expect(isSignedBy(key, digest, wrong)).toBe(false);
  });

  test('a point beside the curve is no key', () => {
    const beside = Uint8Array.from(point);
    beside[beside.length - 1] = (beside.at(-1) ?? 0) ^ 1;
    expect(readPublicKey(beside, curve)).toBe('malformed');
  });
});

/** Signatures over "sample" with SHA-256: RFC 6979 A.2.3, A.2.5 and A.2.6. */
const published: readonly (readonly [CurveName, string, string])[] = [
  [
    'secp192r1',
    'ac2c77f529f91689fea0ea5efec7f210d8eea0b9e047ed563bc723e57670bd4887ebc732c523063d0a7c957bc97c1c43',
    '4b0b8ce98a92866a2820e20aa6b75b56382e0f9bfd5ecb55ccdb006926ea9565cbadc840829d8c384e06de1f1e381b85',
  ],
  [
    'secp256r1',
    '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6' +
      '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
    'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716' +
      'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  ],
  [
    'secp384r1',
    'ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13' +
      '8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720',
    '21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33bde1e888e63355d92fa2b3c36d8fb2cd' +
      'f3aa443fb107745bf4bd77cb3891674632068a10ca67e3d45db2266fa7d1feebefdc63eccd1ac42ec0cb8668a4fa0ab0',
  ],
];

test.each(published)('the published example of %s is good', (curve, point, signature) => {
  expect(isGood(keyOf(bytes(point), curve), text('sample'), bytes(signature))).toBe(true);
  expect(isGood(keyOf(bytes(point), curve), text('simple'), bytes(signature))).toBe(false);
});

test('bytes that are no key are told from keys that cannot be checked with', () => {
  expect(readPublicKey(new Uint8Array(), 'secp256r1')).toBe('malformed');
  expect(readPublicKey(bytes('3000'), 'secp256r1')).toBe('malformed');
  expect(readPublicKey(bytes('30820fff'), 'secp256r1')).toBe('malformed');
  const rsa = tlv(0x30, tlv(0x06, bytes('2a864886f70d010101')), tlv(0x05));
  expect(readPublicKey(tlv(0x30, rsa, tlv(0x03, Uint8Array.of(0, 1))), 'secp256r1')).toBe(
    'unsupported',
  );
});

test('a signature cut short, lengthened or negative is none', () => {
  const whole = tlv(0x30, tlv(0x02, Uint8Array.of(7)), tlv(0x02, Uint8Array.of(9)));
  expect(readSignature(whole, 'secp256r1')).toEqual({ r: 7n, s: 9n });
  expect(readSignature(whole.subarray(0, -1), 'secp256r1')).toBeNull();
  expect(readSignature(Uint8Array.from([...whole, 0]), 'secp256r1')).toBeNull();
  const negative = tlv(0x30, tlv(0x02, Uint8Array.of(0x87)), tlv(0x02, Uint8Array.of(9)));
  expect(readSignature(negative, 'secp256r1')).toBeNull();
});

test('a digest is that of OpenSSL, at every length around the edges of a block', () => {
  const long = Uint8Array.from({ length: 300 }, (_, i) => (i * 31 + 7) % 256);
  for (let length = 0; length <= long.length; length++) {
    const message = long.subarray(0, length);
    expect(Buffer.from(sha256(message))).toEqual(createHash('sha256').update(message).digest());
    expect(Buffer.from(sha384(message))).toEqual(createHash('sha384').update(message).digest());
  }
});

test('hex and base64 are read as Node reads them, and nothing else is', () => {
  for (let length = 1; length < 40; length++) {
    const data = Uint8Array.from({ length }, (_, i) => (i * 77 + length) % 256);
    for (const encoding of ['base64', 'base64url'] as const)
      expect(bytesOfBase64(Buffer.from(data).toString(encoding))).toEqual(data);
    expect(bytesOfHex(Buffer.from(data).toString('hex').toUpperCase())).toEqual(data);
  }
  for (const wrong of ['', 'A', 'AA=A', 'AA*A', 'AAAAA', 'ÅÅÅÅ'])
    expect(bytesOfBase64(wrong)).toBeNull();
  for (const wrong of ['', 'a', '0x12', '1g']) expect(bytesOfHex(wrong)).toBeNull();
});
