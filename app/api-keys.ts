// API keys as the ledger holds them: issued, withdrawn, and known to every API that runs.

import type { KeyDecision, KeyEntry } from '../api/keys/record.ts';
import { afterDecision, decisionOf, ledgerEventOf } from '../api/keys/record.ts';
import type { Logger } from '../lib/logger.ts';
import { ledgerTopic } from '../log/port.ts';
import type { Ledger } from './erasures.ts';
import { recordsOf } from './records.ts';
import { inRounds, type Rounds } from './rounds.ts';

/** Appends what was decided about a key; resolves once it is durable. */
export const tellKey = async ({ log, ledger }: Ledger, decision: KeyDecision): Promise<void> => {
  const event = ledgerEventOf(decision);
  const key = `${event.tenant}/${event.subject}`;
  await log.append(ledgerTopic, [{ key, value: ledger.encode(event) }]);
};

/** Keys by id, read on from where the ledger was read to. */
const openKeys = ({ log, ledger }: Ledger) => {
  const next = new Map<number, number>();
  const keys = new Map<string, KeyEntry>();
  const read = async (): Promise<void> => {
    for await (const { key, value } of recordsOf(log, ledgerTopic, next)) {
      if (!key.includes('/api-key/')) continue;
      const decision = decisionOf(ledger.decode(value));
      if (decision === null) continue;
      const keyId = decision.kind === 'ApiKeyIssued' ? decision.entry.keyId : decision.keyId;
      const entry = afterDecision(keys.get(keyId), decision);
      if (entry !== undefined) keys.set(keyId, entry);
    }
  };
  return { keys, read };
};

/** All keys that were ever issued, oldest first. */
export const allKeys = async (of: Ledger): Promise<readonly KeyEntry[]> => {
  const { keys, read } = openKeys(of);
  await read();
  return [...keys.values()].toSorted((one, other) => one.issuedAt - other.issuedAt);
};

export interface KnownKeys extends Rounds {
  find(keyId: string): KeyEntry | undefined;
  all(): readonly KeyEntry[];
}

/** How long a key that was issued or withdrawn elsewhere may be unknown here. */
const interval_ms = 1_000;

/** Knows the keys from now on. Rejects where the ledger cannot be read at first. */
export const followKeys = async (of: Ledger, logger: Logger): Promise<KnownKeys> => {
  const { keys, read } = openKeys(of);
  await read();
  const complaint = 'The ledger cannot be read for keys; those known stay so.';
  return {
    ...inRounds(read, { interval_ms, logger, complaint }),
    find: (keyId) => keys.get(keyId),
    all: () => [...keys.values()],
  };
};
