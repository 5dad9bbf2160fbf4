// The master key of persons: where it is kept, and whether the log was written with it.

import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { uuid7 } from '../ingest/uuid7.ts';
import { AppError } from '../lib/errors.ts';
import { ledgerTopic } from '../log/port.ts';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';
import type { Ledger } from './erasures.ts';
import { recordsOf } from './records.ts';

const master_bytes = 32;

/** The name of the key file in the data folder and in backups of it. */
export const masterFile = 'master-key';

const errorCode = (thrown: unknown): unknown =>
  thrown instanceof Error && 'code' in thrown ? thrown.code : '';

/** The key that is set or in the data folder; null where there is none. */
const findMaster = (config: Config): string | null => {
  if (config.LADDBOK_MASTER_KEY !== '') return config.LADDBOK_MASTER_KEY;
  try {
    return readFileSync(dataPath(config, masterFile), 'utf8').trim();
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return null;
    throw thrown;
  }
};

/** The key, made where there is none. Whole when it appears, so that no process reads half of it. */
export const masterOf = (config: Config): string => {
  const found = findMaster(config);
  if (found !== null) return found;
  const file = dataPath(config, masterFile);
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(draft, randomBytes(master_bytes).toString('hex'), { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (thrown) {
    if (errorCode(thrown) !== 'EEXIST') throw thrown;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, 'utf8').trim();
};

/** What tells keys apart and leads back to none. */
const fingerprintOf = (master: string): string =>
  createHmac('sha256', master).update('laddbok/fingerprint').digest('hex').slice(0, 32);

const kind = 'MasterKeyNamed';
/** One key in the log for all of them, so that they stand in one order. */
const recordKey = 'installation/master-key';

interface Named {
  readonly fingerprint: string;
  /** Whether it takes the place of those before; else the first that was named counts. */
  readonly isAdopted: boolean;
}

const namedIn = async ({ log, ledger }: Ledger): Promise<string | null> => {
  let counts: string | null = null;
  for await (const { key, value } of recordsOf(log, ledgerTopic)) {
    if (key !== recordKey) continue;
    const { fingerprint, isAdopted } = JSON.parse(ledger.decode(value).body) as Named;
    if (isAdopted) counts = fingerprint;
    else counts ??= fingerprint;
  }
  return counts;
};

interface Naming {
  readonly config: Config;
  /** Milliseconds UTC. */
  readonly at: number;
}

const name = async ({ log, ledger }: Ledger, named: Named, { config, at }: Naming) => {
  const value = ledger.encode({
    eventId: uuid7(at),
    tenant: config.LADDBOK_TENANT,
    kind,
    subject: 'master-key',
    validFrom: null,
    validTo: null,
    recordedAt: at * 1000,
    recordedBy: config.LADDBOK_GATEWAY_ID,
    body: JSON.stringify(named),
  });
  await log.append(ledgerTopic, [{ key: recordKey, value }]);
};

/**
 * Resolves where the key of this process is the one of the log; where the log names none yet, ours
 * is named. Throws `MASTER_KEY_DIFFERS`: with another key every person would become a second one.
 */
export const holdMaster = async (ledger: Ledger, naming: Naming): Promise<void> => {
  const { config } = naming;
  const file = dataPath(config, masterFile);
  const named = await namedIn(ledger);
  const found = findMaster(config);
  if (named !== null && found === null)
    throw new AppError('MASTER_KEY_DIFFERS', { file, reason: 'there is none here' });
  const fingerprint = fingerprintOf(masterOf(config));
  if (named === null) await name(ledger, { fingerprint, isAdopted: false }, naming);
  // Of two that named theirs at once, the first in the log counts.
  const counts = named ?? (await namedIn(ledger));
  if (counts === fingerprint) return;
  throw new AppError('MASTER_KEY_DIFFERS', { file, reason: 'the key here is another one' });
};

/** From now on the key of this process is the one of the log: the old one is lost. */
export const adoptMaster = async (ledger: Ledger, naming: Naming): Promise<void> =>
  name(ledger, { fingerprint: fingerprintOf(masterOf(naming.config)), isAdopted: true }, naming);
