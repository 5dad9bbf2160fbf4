// Erased persons in the ledger: every process destroys their keys, also ones a backup brought back.

import { uuid7 } from '../ingest/uuid7.ts';
import type { Logger } from '../lib/logger.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import { ledgerTopic } from '../log/port.ts';
import type { LedgerEvent } from '../schemas/events.gen.ts';
import type { Persons } from './persons.ts';
import { recordsOf } from './records.ts';
import { inRounds, type Rounds } from './rounds.ts';

export interface Ledger {
  readonly log: EventLog;
  readonly ledger: EventCodec<LedgerEvent>;
}

export interface Entry {
  readonly kind: 'SubjectErased' | 'SubjectRevealed';
  readonly tenant: string;
  readonly pseudonym: string;
  readonly by: string;
  /** Milliseconds UTC. */
  readonly at: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Appends a decision about a person, known by pseudonym; resolves once it is durable. */
export const tellLedger = async ({ log, ledger }: Ledger, entry: Entry): Promise<void> => {
  const { kind, tenant, pseudonym, by, at, body } = entry;
  const value = ledger.encode({
    eventId: uuid7(at),
    tenant,
    kind,
    subject: pseudonym,
    validFrom: null,
    validTo: null,
    recordedAt: at * 1000,
    recordedBy: by,
    body: JSON.stringify(body),
  });
  await log.append(ledgerTopic, [{ key: `${tenant}/${pseudonym}`, value }]);
};

/** Reads the ledger on from where it was read to, and destroys the keys of who was erased. */
const openPurge = ({ log, ledger }: Ledger, { keys, sealer }: Persons) => {
  const next = new Map<number, number>();
  return async (): Promise<number> => {
    let destroyed = 0;
    for await (const { value } of recordsOf(log, ledgerTopic, next)) {
      const { kind, tenant, subject, recordedAt } = ledger.decode(value);
      if (kind !== 'SubjectErased') continue;
      sealer.forget(tenant, subject);
      // What was sealed after the erasure has a key of its own, which stays.
      if (keys.destroy(tenant, subject, Math.floor(recordedAt / 1000))) destroyed++;
    }
    return destroyed;
  };
};

export interface PurgeOptions extends Ledger {
  readonly persons: Persons;
  readonly logger: Logger;
  readonly interval_ms?: number;
}

const defaultInterval_ms = 1_000;

/** Purges at once, and then whenever the ledger grew; a log that is away is asked again later. */
export const startPurge = (options: PurgeOptions): Rounds => {
  const { logger, persons, interval_ms = defaultInterval_ms } = options;
  const purge = openPurge(options, persons);
  const round = async (): Promise<void> => {
    const destroyed = await purge();
    if (destroyed > 0) logger.info('Keys of erased persons were destroyed.', { destroyed });
  };
  return inRounds(round, { interval_ms, logger, complaint: 'The ledger could not be read.' });
};

/** One pass, for commands that end. */
export const purgeOnce = (ledger: Ledger, persons: Persons): Promise<number> =>
  openPurge(ledger, persons)();
