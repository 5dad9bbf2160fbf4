// The registry of stations as a part of a process, and the clerk who decides about them.

import { randomUUID } from 'node:crypto';
import { openClerk } from '../ingest/security/clerk.ts';
import { openRegistry } from '../ingest/security/registry.ts';
import type { Logger } from '../lib/logger.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import type { LedgerEvent } from '../schemas/events.gen.ts';

export interface StationsGround {
  readonly logger: Logger;
  readonly log: EventLog;
  readonly ledger: EventCodec<LedgerEvent>;
}

/** Opens both; the registry reads the ledger from its beginning, and then live. */
export const openStations = async ({ logger, log, ledger }: StationsGround) => {
  const registry = await openRegistry({ log, codec: ledger, name: randomUUID(), logger });
  return { registry, clerk: openClerk({ registry, clock: Date.now }) };
};
