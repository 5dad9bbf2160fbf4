// Persons of this installation: its master key, the keys of persons, and the codec that seals.

import type { Sealer } from '../ingest/redact/seal.ts';
import { openSealer, sealingCodec } from '../ingest/redact/seal.ts';
import type { SubjectKeys } from '../ingest/redact/subject-keys.ts';
import { openSubjectKeys } from '../ingest/redact/subject-keys.ts';
import type { Logger } from '../lib/logger.ts';
import type { EventCodec } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';
import type { Ledger } from './erasures.ts';
import { holdMaster, masterOf } from './master-key.ts';
import { patiently } from './patiently.ts';

export interface Persons {
  readonly sealer: Sealer;
  readonly keys: SubjectKeys;
}

export const openPersons = (config: Config, logger: Logger): Persons => {
  const master = masterOf(config);
  const keys = openSubjectKeys({ folder: dataPath(config, 'keys'), master, clock: Date.now });
  return { keys, sealer: openSealer({ master, keys, logger }) };
};

/** Whether this installation replaces persons by pseudonyms. */
export const sealsPersons = ({ LADDBOK_PSEUDONYMS }: Config): boolean =>
  LADDBOK_PSEUDONYMS === 'true';

export interface PersonsGround {
  readonly config: Config;
  readonly logger: Logger;
  /** Ends the waiting for a log that is away; where there is none, nothing waits. */
  readonly ending?: AbortSignal | undefined;
}

/**
 * A log that is away is waited for by what lives, and has not got the wrong key by that; a command
 * that is run to its end says that the log is away.
 */
export const holdMasterPatiently = (
  { config, logger, ending }: PersonsGround,
  ledger: Ledger,
): Promise<void> => {
  const hold = (): Promise<void> => holdMaster(ledger, { config, at: Date.now() });
  return ending === undefined
    ? hold()
    : patiently('The look at the master key', hold, { logger, ending });
};

/**
 * Persons where they are sealed; null where the installation keeps them clear. Throws
 * `MASTER_KEY_DIFFERS` where the log was written with another master key than there is here.
 */
export const personsFor = async (
  { config, logger, ending }: PersonsGround,
  ledger: Ledger,
): Promise<Persons | null> => {
  if (!sealsPersons(config)) return null;
  await holdMasterPatiently({ config, logger, ending }, ledger);
  return openPersons(config, logger);
};

/** The codec that whoever writes frames is given: it seals persons, unless they are to stay clear. */
export const codecThatSeals = (
  codec: EventCodec<OcppEvent>,
  persons: Persons | null,
): EventCodec<OcppEvent> => (persons === null ? codec : sealingCodec(codec, persons.sealer));
