// Certificates for tests: an authority of its own, and what it signs.

// Before the library, which does not load without it.
import './reflection.ts';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
} as const;

export interface Signed {
  /** Both in PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface Wanted {
  /** As `CN=CP1, O=Operator`. */
  readonly subject: string;
  readonly kind?: 'ecdsa' | 'rsa';
  /** Ended so many days ago. */
  readonly endedDaysAgo?: number;
}

export interface Authority {
  readonly cert: string;
  sign(wanted: Wanted): Promise<Signed>;
}

const day_ms = 86_400_000;
let serial = 0x1000;

const pairOf = (kind: 'ecdsa' | 'rsa') =>
  webcrypto.subtle.generateKey(kind === 'rsa' ? rsa : ecdsa, true, ['sign', 'verify']);

const pemOfKey = async (key: webcrypto.CryptoKey): Promise<string> => {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`;
};

const common = (endedDaysAgo = -30) => ({
  serialNumber: (serial++).toString(16),
  notBefore: new Date(Date.now() - 60 * day_ms),
  notAfter: new Date(Date.now() - endedDaysAgo * day_ms),
  signingAlgorithm: ecdsa,
});

const pemOf = (certificate: X509Certificate): string => `${certificate.toString('pem')}\n`;

export const openAuthority = async (name: string): Promise<Authority> => {
  const own = await pairOf('ecdsa');
  const issuer = `CN=${name}`;
  const root = await X509CertificateGenerator.createSelfSigned({
    ...common(),
    name: issuer,
    keys: own,
    extensions: [
      new BasicConstraintsExtension(true, 1, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    cert: pemOf(root),
    sign: async ({ subject, kind = 'ecdsa', endedDaysAgo }) => {
      const pair = await pairOf(kind);
      const certificate = await X509CertificateGenerator.create({
        ...common(endedDaysAgo),
        subject,
        issuer,
        signingKey: own.privateKey,
        publicKey: pair.publicKey,
        extensions: [
          new SubjectAlternativeNameExtension([
            { type: 'dns', value: 'localhost' },
            { type: 'ip', value: '127.0.0.1' },
          ]),
        ],
      });
      return { cert: pemOf(certificate), key: await pemOfKey(pair.privateKey) };
    },
  };
};
