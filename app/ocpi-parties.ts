// OCPI parties as the ledger holds them: added, registered, gone, and known to every API that runs.

import {
  afterPartyDecision,
  partyDecisionOf,
  partyEventOf,
  partyPrefix,
  type PartyDecision,
  type PartyEntry,
} from '../api/ocpi/party.ts';
import type { Ocpi, Parties } from '../api/ocpi/ocpi.ts';
import type { Logger } from '../lib/logger.ts';
import { ledgerTopic } from '../log/port.ts';
import type { Config } from './config.ts';
import type { Ledger } from './erasures.ts';
import { checkPeer } from './ocpi-peer.ts';
import { recordsOf } from './records.ts';
import { inRounds, type Rounds } from './rounds.ts';

/** Appends what was decided about a party; resolves once it is durable. */
export const tellParty = async (
  { log, ledger }: Ledger,
  decision: PartyDecision,
): Promise<void> => {
  const event = partyEventOf(decision);
  const key = `${event.tenant}/${event.subject}`;
  await log.append(ledgerTopic, [{ key, value: ledger.encode(event) }]);
};

/** Parties by key, and by the id of the token that lets them in, read on from where they were. */
const openParties = ({ log, ledger }: Ledger) => {
  const next = new Map<number, number>();
  const parties = new Map<string, PartyEntry>();
  const byToken = new Map<string, string>();
  const take = (decision: PartyDecision): void => {
    const before = parties.get(decision.partyKey);
    const after = afterPartyDecision(before, decision);
    if (after === undefined) return;
    if (before?.token) byToken.delete(before.token.tokenId);
    if (after.token !== null) byToken.set(after.token.tokenId, after.partyKey);
    parties.set(after.partyKey, after);
  };
  const readOn = async (): Promise<void> => {
    for await (const { key, value } of recordsOf(log, ledgerTopic, next)) {
      if (!key.includes(`/${partyPrefix}`)) continue;
      const decision = partyDecisionOf(ledger.decode(value));
      if (decision !== null) take(decision);
    }
  };
  // Readings follow each other: two at once could take an older decision after a newer one.
  let reading: Promise<void> = Promise.resolve();
  const read = (): Promise<void> => {
    reading = reading.then(readOn, readOn);
    return reading;
  };
  const find = (tokenId: string): PartyEntry | undefined => parties.get(byToken.get(tokenId) ?? '');
  return { parties, read, find };
};

/** All parties that were ever added, oldest first. */
export const allParties = async (of: Ledger): Promise<readonly PartyEntry[]> => {
  const { parties, read } = openParties(of);
  await read();
  return [...parties.values()].toSorted((one, other) => one.addedAt - other.addedAt);
};

export interface KnownParties extends Rounds, Parties {}

/** How long a party that was added or removed elsewhere may be unknown here. */
const interval_ms = 1_000;

/** Knows the parties from now on. Rejects where the ledger cannot be read at first. */
export const followParties = async (of: Ledger, logger: Logger): Promise<KnownParties> => {
  const { read, find } = openParties(of);
  await read();
  const complaint = 'The ledger cannot be read for OCPI parties; those known stay so.';
  return {
    ...inRounds(read, { interval_ms, logger, complaint }),
    find,
    tell: async (decision) => {
      await tellParty(of, decision);
      await read();
    },
  };
};

/** The OCPI interface by the settings. Parties ask, and guess, as often as keys may. */
export const ocpiFor = (
  config: Config,
  parties: Parties,
  { pace, failures }: Pick<Ocpi, 'pace' | 'failures'>,
): Ocpi => ({
  parties,
  pace,
  failures,
  own: {
    country_code: config.LADDBOK_OCPI_COUNTRY_CODE,
    party_id: config.LADDBOK_OCPI_PARTY_ID,
    name: config.LADDBOK_OCPI_NAME,
  },
  url: config.LADDBOK_OCPI_URL.replace(/\/+$/, ''),
  forms: config.LADDBOK_OCPI_TOKENS,
  ...(config.LADDBOK_OCPI_PEERS === 'ask' ? { check: checkPeer } : {}),
});
