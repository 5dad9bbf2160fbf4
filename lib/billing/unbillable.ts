// What forbids to bill a session, each with the reason that is told.

import type { Price } from '../tariff/price.ts';
import { session_ms_max } from '../tariff/session.ts';
import type { Tariff } from '../tariff/tariff.ts';
import type { Periods } from './periods.ts';
import type { SessionRow } from './session.ts';

/** Why a session was left out of a billing run. */
export interface Reason {
  readonly reason: string;
  readonly says: string;
}

/** `always`, or only where the tariff has prices by time or by the clock. */
type Forbids = 'always' | 'time';

/**
 * Doubts (codes of `quality_flags`) that forbid a bill. The rule: a doubt forbids where the
 * customer might pay too much, or might be the wrong one. Where energy can only be missing, the
 * session is billed for what was measured.
 */
export const forbiddingDoubts: Readonly<Record<string, readonly [Forbids, string]>> = {
  unit_suspect: ['always', 'The unit of the register may be wrong by a factor of 1000.'],
  register_frozen: ['always', 'The register stood still while power flowed.'],
  meter_data_missing: ['always', 'There is no reading of a register.'],
  signed_invalid: ['always', 'A signed meter value is not by its key: the bill has no proof.'],
  signed_malformed: ['always', 'A signed meter value cannot be read: the bill has no proof.'],
  sessions_overlap: ['always', 'Two transactions ran on the port at once.'],
  port_unknown: ['always', 'Nobody said on which port the transaction ran.'],
  port_inferred: ['always', 'The port, and with it the register, is inferred.'],
  transaction_id_adopted: ['always', 'Messages with a foreign transaction id were taken for it.'],
  transaction_id_reused: ['always', 'The transaction id was given to two sessions.'],
  not_accepted: ['always', 'Energy flowed although the token was not accepted.'],
  end_inferred: ['time', 'The end is inferred: the transaction was never stopped.'],
  end_before_start: ['time', 'The session ended before it began.'],
  start_unknown: ['time', 'The start was never told.'],
  clock_invalid: ['time', 'The clock of the station was not set.'],
  clock_off: ['time', 'The clock of the station is wrong by a steady amount.'],
  clock_stepped_back: ['time', 'The clock of the station was set back.'],
  time_missing: ['time', 'A message has no timestamp.'],
  time_unreadable: ['time', 'A timestamp is no instant.'],
  time_without_zone: ['time', 'A timestamp names no time zone.'],
};

/** Time of which the station said nothing that is still billed by the hour: a minute. */
export const unknown_s_max = 60_000;

/** Length of a token that a CDR can name (OCPI CiString(36)). */
const token_max = 36;

const isTimed = ({ elements }: Tariff): boolean =>
  elements.some(({ components, restrictions }) => {
    const { start_minute, end_minute, start_date, end_date, days } = restrictions;
    const { duration_s_min, duration_s_max } = restrictions;
    const bounds = [start_minute, end_minute, start_date, end_date, duration_s_min, duration_s_max];
    const hasTime = components.some(({ type }) => type === 'TIME' || type === 'PARKING_TIME');
    return hasTime || days.length > 0 || bounds.some((bound) => bound !== null);
  });

/** Why a session is not to be billed at all, whatever the tariff. */
export const refusalOf = (session: SessionRow): Reason | null => {
  const { kind, state, energy_wh, id_token, started_at, ended_at, auth_verdict } = session;
  if (state !== 'ended' || ended_at === null)
    return { reason: 'open', says: 'The session has not ended.' };
  if (kind === 'untracked')
    return { reason: 'untracked', says: 'Charging without a transaction has no customer.' };
  if (id_token === '') return { reason: 'token_unknown', says: 'No token is known.' };
  if (id_token.length > token_max)
    return { reason: 'token_too_long', says: 'A CDR names tokens of at most 36 characters.' };
  if (auth_verdict !== '' && auth_verdict !== 'Accepted')
    return { reason: 'not_accepted', says: 'The token was not accepted.' };
  if (energy_wh <= 0) return { reason: 'no_energy', says: 'No energy was delivered.' };
  if (ended_at - started_at > session_ms_max)
    return { reason: 'too_long', says: 'The session is longer than 366 days.' };
  return null;
};

/** Why a session is not to be billed under a tariff, once it was priced; null where it is. */
export const doubtOf = (
  { session, doubts }: { session: SessionRow; doubts: readonly string[] },
  { periods, price, tariff }: { periods: Periods; price: Price; tariff: Tariff },
): Reason | null => {
  const timed = isTimed(tariff);
  for (const code of doubts) {
    const [forbids = null, says = ''] = forbiddingDoubts[code] ?? [];
    if (forbids === 'always' || (forbids === 'time' && timed)) return { reason: code, says };
  }
  const [missing] = price.missing;
  if (missing !== undefined)
    return { reason: `${missing}_unknown`, says: `The tariff asks for a ${missing} not measured.` };
  if (periods.unexplained_mwh !== 0)
    return { reason: 'energy_unplaced', says: 'Buckets of energy do not sum to the session.' };
  if (timed && session.estimated)
    return { reason: 'estimated', says: 'The start or the end is inferred.' };
  if (timed && session.unknown_s > unknown_s_max)
    return { reason: 'phases_unknown', says: 'The station did not say when it charged.' };
  return null;
};
