// What the API knows of keys: those of the ledger, that of the settings, and how often each asks.

import { performance } from 'node:perf_hooks';
import { hashOf, readKey } from '../api/keys/key.ts';
import type { Keyring } from '../api/keys/keyring.ts';
import { paceOf } from '../api/keys/pace.ts';
import { type KeyEntry, isValidAt } from '../api/keys/record.ts';
import { AppError } from '../lib/errors.ts';
import type { KnownKeys } from './api-keys.ts';
import type { Config } from './config.ts';

const addresses_max = 100_000;
const keys_max = 100_000;
/** Wrong keys that an address may try in a minute. */
const failuresPerMinute = 30;

const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** The key of an administrator that the settings name, under an id that no other key has. */
const keyOfSettings = ({ LADDBOK_ADMIN_KEY, LADDBOK_TENANT }: Config): KeyEntry | null => {
  const key = readKey(LADDBOK_ADMIN_KEY);
  if (key === null) return null;
  return {
    keyId: key.keyId,
    tenant: LADDBOK_TENANT,
    role: 'admin',
    name: 'LADDBOK_ADMIN_KEY',
    hash: hashOf(key.secret),
    issuedAt: 0,
    issuedBy: 'settings',
    expiresAt: null,
    revokedAt: null,
  };
};

/**
 * The keyring of an API. Throws `KEY_NEEDED` where it listens beyond the machine itself and nobody
 * could ask: an API that is open to all is worse than none.
 */
export const keyringFor = (config: Config, known: KnownKeys, now = Date.now): Keyring => {
  const ofSettings = keyOfSettings(config);
  const isOpen =
    isLoopbackHost(config.LADDBOK_API_HOST) && config.LADDBOK_API_KEYS === 'beyond-loopback';
  const all = [...known.all(), ...(ofSettings === null ? [] : [ofSettings])];
  if (!isOpen && !all.some((key) => isValidAt(key, now()))) {
    throw new AppError('KEY_NEEDED', { host: config.LADDBOK_API_HOST });
  }
  const clock = (): number => performance.now();
  return {
    openToLocal: isOpen,
    find: (keyId) => (keyId === ofSettings?.keyId ? ofSettings : known.find(keyId)),
    pace: paceOf({ perMinute: config.LADDBOK_API_REQUESTS_PER_MINUTE, clock, held_max: keys_max }),
    failures: paceOf({ perMinute: failuresPerMinute, clock, held_max: addresses_max }),
  };
};
