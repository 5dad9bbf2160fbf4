// TLS of the gateway by the settings: its keys, read again when the files change or on SIGHUP.

import { type TlsKeys, openTlsKeys } from '../ingest/security/tls-files.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Config } from './config.ts';

export interface Tls {
  readonly port: number;
  readonly keys: TlsKeys;
}

/** Null where no certificate is set. Throws `FILE_UNREADABLE`, `TLS_UNUSABLE`, `CONFIG_INVALID`. */
export const openTlsFor = (config: Config, logger: Logger): Tls | null => {
  const certificates = config.LADDBOK_TLS_CERT;
  if (certificates.length === 0) {
    if (config.LADDBOK_TLS_KEY.length === 0 && config.LADDBOK_TLS_CLIENT_CA === '') return null;
    const problems =
      'LADDBOK_TLS_CERT: empty, while LADDBOK_TLS_KEY or LADDBOK_TLS_CLIENT_CA is set';
    throw new AppError('CONFIG_INVALID', { problems });
  }
  const files = {
    certificates,
    keys: config.LADDBOK_TLS_KEY,
    clientCa: config.LADDBOK_TLS_CLIENT_CA,
    minVersion: config.LADDBOK_TLS_MIN_VERSION,
    ciphers: config.LADDBOK_TLS_CIPHERS,
  };
  const keys = openTlsKeys({ files, logger });
  const reload = (): void => keys.reload();
  process.on('SIGHUP', reload);
  const stop = (): void => {
    process.off('SIGHUP', reload);
    keys.stop();
  };
  return { port: config.LADDBOK_GATEWAY_TLS_PORT, keys: { ...keys, stop } };
};
