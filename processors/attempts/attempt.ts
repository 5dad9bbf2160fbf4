// One attempt to charge and its row.

import { hour_ms, minute_ms } from '../../lib/time.ts';
import type { RowOf } from '../../schemas/table.ts';
import type { Context } from '../define.ts';
import type { FactOf } from '../facts.ts';
import type { Failure, Outcome } from '../outcome.ts';
import { outcomeOf } from '../outcome.ts';
import type { attempts } from './table.ts';
import type { Visit } from './visits.ts';

export type Row = RowOf<typeof attempts>;

export interface Attempt {
  readonly row: Row;
  /** By the clock of the gateway: until when it waits for a session. */
  readonly waitsUntil: number;
  /** Whether the register was read, so that no energy means none. */
  readonly metered: boolean;
  /** Whether energy flowed. */
  readonly flowed: boolean;
  /** Whether a vehicle took or refused power. */
  readonly reached: boolean;
}

/**
 * How long a permission waits for its session, and a session for its permission. Source: the public
 * calculator of the ChargeX indicators, which binds the two within 300 seconds.
 */
export const binding_ms = 5 * minute_ms;

/** Longest start of charging that is a measure; beyond it the vehicle only waited. */
export const startTimeLimit_ms = 24 * hour_ms;

export interface Beginning {
  readonly at: number;
  readonly port: number;
  readonly path: 'authorize' | 'remote' | 'plug_in' | 'cached' | 'unknown';
  readonly idToken: string;
  readonly verdict: string;
  readonly sessionId: string;
}

export const attemptOf = (beginning: Beginning, visit: Visit, context: Context): Attempt => ({
  waitsUntil: context.receivedAt + binding_ms,
  metered: false,
  flowed: false,
  reached: false,
  row: {
    tenant: context.tenant,
    opened_at: context.receivedAt,
    station_id: context.stationId,
    attempt_id: context.eventId,
    visit_id: visit.visitId,
    visit_attempt: visit.attempts,
    port: beginning.port,
    path: beginning.path,
    started_at: beginning.at,
    ended_at: null,
    id_token: beginning.idToken,
    auth_verdict: beginning.verdict,
    session_id: beginning.sessionId,
    outcome: 'open',
    failure: '',
    charging_at: null,
    start_time_s: null,
  },
});

export const withRow = (attempt: Attempt, columns: Partial<Row>): Attempt => ({
  ...attempt,
  row: { ...attempt.row, ...columns },
});

export const concluded = (
  attempt: Attempt,
  at: number,
  judged: { readonly outcome: Outcome; readonly failure: Failure },
): Attempt => withRow(attempt, { ended_at: Math.max(at, attempt.row.started_at), ...judged });

/** The attempt once the vehicle charges; a time from start to charging is never negative. */
export const charging = (attempt: Attempt, at: number): Attempt => {
  if (attempt.row.charging_at !== null) return attempt;
  const took = Math.max(0, at - attempt.row.started_at);
  const start_time_s = took > startTimeLimit_ms ? null : took;
  return { ...withRow(attempt, { charging_at: at, start_time_s }), reached: true };
};

/** The attempt after a reading: only the first one, and the first with energy, say something new. */
export const delivered = (
  attempt: Attempt,
  { energy_mwh, to }: FactOf<'EnergyDelivered'>,
): Attempt => {
  if (energy_mwh === 0) return attempt.metered ? attempt : { ...attempt, metered: true };
  if (attempt.flowed) return attempt;
  const flowed = charging({ ...attempt, metered: true, flowed: true }, to);
  // Energy that was read after the end makes of a session that was given up one that charged.
  return attempt.row.outcome === 'abandoned'
    ? withRow(flowed, { outcome: 'success', failure: '' })
    : flowed;
};

interface Ending {
  readonly stopReason: string;
  readonly endTold: boolean;
}

export const endingOf = ({
  evidence,
  stopReason,
}: FactOf<'SessionEnded' | 'SessionEndCorrected'>): Ending => ({
  stopReason,
  endTold: evidence === 'StopTransaction' || evidence === 'TransactionEvent',
});

export const ended = (attempt: Attempt, at: number, ending: Ending): Attempt => {
  const { row, metered, flowed, reached } = attempt;
  const judged = outcomeOf({
    kind: 'transaction',
    flowed,
    metered,
    reached,
    verdict: row.auth_verdict,
    ...ending,
  });
  return concluded(attempt, at, judged);
};
