// Certificates and keys of the gateway: read from files, checked before they are used, read again.

import { X509Certificate, constants, createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { type SecureContextOptions, createSecureContext } from 'node:tls';
import { AppError, messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';

export interface TlsFiles {
  /** PEM files, each a certificate with its chain; one RSA and one ECDSA serve every station. */
  readonly certificates: readonly string[];
  /** PEM files of the private keys, in the same order. */
  readonly keys: readonly string[];
  /** PEM file of the CAs of client certificates; empty: none is asked for. */
  readonly clientCa: string;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  /** As OpenSSL names them; empty: `ocppCiphers`. */
  readonly ciphers: string;
}

/**
 * The four suites that OCPP asks a CSMS to have (2.0.1 part 2, A00; security whitepaper of 1.6),
 * those of TLS 1.3, and ECDHE with RSA; nothing older.
 */
export const ocppCiphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
].join(':');

const unusable = (reason: string, cause?: unknown): AppError =>
  new AppError('TLS_UNUSABLE', { reason }, cause);

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new AppError('FILE_UNREADABLE', { file, reason: messageOf(thrown) }, thrown);
  }
};

const parse = <T>(what: string, file: string, make: () => T): T => {
  try {
    return make();
  } catch (thrown) {
    throw unusable(`${file} holds no ${what} in PEM (${messageOf(thrown)})`, thrown);
  }
};

interface Pair {
  readonly certFile: string;
  readonly cert: string;
  readonly key: string;
  readonly kind: string;
  readonly endsAt: Date;
}

const pairOf = (certFile: string, keyFile: string): Pair => {
  const [cert, key] = [read(certFile), read(keyFile)];
  const certificate = parse('certificate', certFile, () => new X509Certificate(cert));
  const secret = parse('private key without a passphrase', keyFile, () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(secret))
    throw unusable(`the key in ${keyFile} does not belong to the certificate in ${certFile}`);
  const kind = secret.asymmetricKeyType ?? '';
  return { certFile, cert, key, kind, endsAt: new Date(certificate.validTo) };
};

const pairsOf = ({ certificates, keys }: TlsFiles): readonly Pair[] => {
  if (certificates.length !== keys.length) {
    const counts = `${certificates.length} files of certificates and ${keys.length} of keys`;
    throw unusable(`there are ${counts}; each certificate needs its key`);
  }
  const pairs = certificates.map((file, index) => pairOf(file, keys[index] ?? ''));
  for (const [index, { kind, certFile }] of pairs.entries()) {
    const twin = pairs.slice(0, index).find((pair) => pair.kind === kind);
    if (twin !== undefined)
      throw unusable(
        `${twin.certFile} and ${certFile} are both of kind ${kind}; one of each serves`,
      );
  }
  return pairs;
};

/** Sessions are not resumed where clients show certificates: each shows it, and has it checked. */
const withoutTickets = constants.SSL_OP_NO_TICKET;

/** What the files hold, checked. Throws `FILE_UNREADABLE` or `TLS_UNUSABLE`. */
const load = (files: TlsFiles, logger: Logger): SecureContextOptions => {
  const pairs = pairsOf(files);
  for (const { certFile, endsAt } of pairs) {
    if (endsAt.getTime() > Date.now()) continue;
    logger.warn('The certificate of the gateway has expired: stations will not trust it.', {
      file: certFile,
      ended: endsAt.toISOString(),
    });
  }
  const ca = files.clientCa === '' ? null : read(files.clientCa);
  if (ca !== null) parse('certificate', files.clientCa, () => new X509Certificate(ca));
  const options: SecureContextOptions = {
    cert: pairs.map(({ cert }) => cert),
    key: pairs.map(({ key }) => key),
    minVersion: files.minVersion,
    ciphers: files.ciphers === '' ? ocppCiphers : files.ciphers,
    honorCipherOrder: true,
    ...(ca === null ? {} : { ca, secureOptions: withoutTickets }),
  };
  try {
    createSecureContext(options);
  } catch (thrown) {
    throw unusable(messageOf(thrown), thrown);
  }
  return options;
};

/** What tells a file from its successor, also where a link was moved to another. */
const stampOf = (file: string): string => {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.ino}/${stat.size}/${stat.mtimeMs}`;
};

const stampsOf = ({ certificates, keys, clientCa }: TlsFiles): string =>
  [...certificates, ...keys, clientCa]
    .filter((file) => file !== '')
    .map(stampOf)
    .join(' ');

export interface TlsKeys {
  readonly asksClients: boolean;
  current(): SecureContextOptions;
  /** Called with what the files hold from now on. */
  onChange(listener: (options: SecureContextOptions) => void): void;
  /** Reads the files again, changed or not. What cannot be used leaves all as it was. */
  reload(): void;
  stop(): void;
}

export interface TlsKeysOptions {
  readonly files: TlsFiles;
  readonly logger: Logger;
  /** How often the files are looked at. */
  readonly watch_ms?: number;
}

const watch_ms_default = 5_000;

/** Reads the files, and again whenever they change. Throws `FILE_UNREADABLE` or `TLS_UNUSABLE`. */
export const openTlsKeys = ({ files, logger, ...more }: TlsKeysOptions): TlsKeys => {
  let options = load(files, logger);
  let stamps = stampsOf(files);
  const listeners: ((options: SecureContextOptions) => void)[] = [];
  const reload = (): void => {
    try {
      options = load(files, logger);
      for (const listen of listeners) listen(options);
      logger.info('The certificates were read again; connections go on.', {});
    } catch (thrown) {
      logger.error('The new certificates cannot be used; the old ones stay.', {
        why: messageOf(thrown),
      });
    }
  };
  const look = (): void => {
    const now = stampsOf(files);
    if (now === stamps) return;
    stamps = now;
    reload();
  };
  const timer = setInterval(look, more.watch_ms ?? watch_ms_default);
  timer.unref();
  return {
    asksClients: files.clientCa !== '',
    current: () => options,
    onChange: (listener) => void listeners.push(listener),
    reload,
    stop: () => clearInterval(timer),
  };
};
