// Persons of this installation: its master key, the keys of persons, and the codec that seals.

import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Sealer } from '../ingest/redact/seal.ts';
import { openSealer, sealingCodec } from '../ingest/redact/seal.ts';
import type { SubjectKeys } from '../ingest/redact/subject-keys.ts';
import { openSubjectKeys } from '../ingest/redact/subject-keys.ts';
import type { Logger } from '../lib/logger.ts';
import type { EventCodec } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';

const master_bytes = 32;

/** The master key: set, or made once. Whole when it appears, so that no process reads half of it. */
const masterOf = (config: Config): string => {
  if (config.LADDBOK_MASTER_KEY !== '') return config.LADDBOK_MASTER_KEY;
  const file = dataPath(config, 'master-key');
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  writeFileSync(draft, randomBytes(master_bytes).toString('hex'), { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, 'utf8').trim();
};

export interface Persons {
  readonly sealer: Sealer;
  readonly keys: SubjectKeys;
}

export const openPersons = (config: Config, logger: Logger): Persons => {
  const master = masterOf(config);
  const keys = openSubjectKeys({ folder: dataPath(config, 'keys'), master, clock: Date.now });
  return { keys, sealer: openSealer({ master, keys, logger }) };
};

/** Persons where they are sealed; null where the installation keeps them clear. */
export const personsFor = (config: Config, logger: Logger): Persons | null =>
  config.LADDBOK_PSEUDONYMS === 'true' ? openPersons(config, logger) : null;

/** The codec that whoever writes frames is given: it seals persons, unless they are to stay clear. */
export const codecThatSeals = (
  codec: EventCodec<OcppEvent>,
  persons: Persons | null,
): EventCodec<OcppEvent> => (persons === null ? codec : sealingCodec(codec, persons.sealer));
