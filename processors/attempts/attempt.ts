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
  /** End of the first span in which energy flowed; null where none did. */
  readonly flowedAt: number | null;
  /** Whether it was told that the session charges or is suspended. */
  readonly reached: boolean;
  /** Start of the session by the clock of the station; null before there is one. */
  readonly sessionAt: number | null;
  /** How the session ended; null while it goes on. */
  readonly ending: Ending | null;
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
  flowedAt: null,
  reached: false,
  sessionAt: null,
  ending: null,
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

/** Words of 1.6 statuses and of the 2.x chargingState for a vehicle that got as far as power. */
const runningWords: ReadonlySet<string> = new Set(['Charging', 'SuspendedEV', 'SuspendedEVSE']);

export const isRunning = (word: string): boolean => runningWords.has(word);

/** The attempt after its port or session said how it is. */
export const said = (attempt: Attempt, word: string, at: number): Attempt => {
  if (!isRunning(word)) return attempt;
  const reached = attempt.reached ? attempt : { ...attempt, reached: true };
  return word === 'Charging' ? charging(reached, at) : reached;
};

/** The attempt once the vehicle charges; a time from start to charging is never negative. */
export const charging = (attempt: Attempt, at: number): Attempt => {
  if (attempt.row.charging_at !== null) return attempt;
  const took = Math.max(0, at - attempt.row.started_at);
  const start_time_s = took > startTimeLimit_ms ? null : took;
  return withRow(attempt, { charging_at: at, start_time_s });
};

/** The attempt after a reading: only the first one, and the first with energy, say something new. */
export const delivered = (
  attempt: Attempt,
  { energy_mwh, to }: FactOf<'EnergyDelivered'>,
): Attempt => {
  if (attempt.metered && (energy_mwh === 0 || attempt.flowedAt !== null)) return attempt;
  const flowedAt = attempt.flowedAt ?? (energy_mwh > 0 ? to : null);
  const read = { ...attempt, metered: true, flowedAt };
  return energy_mwh === 0 ? read : charging(read, to);
};

/** The attempt after energy of its session was drawn anew; what a session loses, it loses last. */
export const redrawn = (
  attempt: Attempt,
  { withdrawn, drawn }: FactOf<'EnergyRedrawn'>,
): Attempt => {
  const { flowedAt } = attempt;
  const own = (spans: typeof drawn) => spans.filter((span) => span[3] === attempt.row.session_id);
  const [first] = attempt.row.session_id === '' ? [] : own(drawn);
  if (first !== undefined) {
    const at = Math.min(flowedAt ?? Infinity, first[1]);
    if (at === flowedAt && attempt.metered) return attempt;
    return charging({ ...attempt, metered: true, flowedAt: at }, at);
  }
  const lost = flowedAt !== null && own(withdrawn).some(([, to]) => to === flowedAt);
  return lost ? { ...attempt, flowedAt: null } : attempt;
};

/** How a session ended. */
export interface Ending {
  readonly stopReason: string;
  readonly endTold: boolean;
}

export const ended = (
  attempt: Attempt,
  { at, evidence, stopReason }: FactOf<'SessionEnded' | 'SessionEndCorrected'>,
): Attempt => {
  const endTold = evidence === 'StopTransaction' || evidence === 'TransactionEvent';
  const ended_at = Math.max(at, attempt.row.started_at);
  return { ...withRow(attempt, { ended_at }), ending: { stopReason, endTold } };
};

export const reopened = (attempt: Attempt): Attempt => ({
  ...withRow(attempt, { ended_at: null, outcome: 'open', failure: '' }),
  ending: null,
});

/** The attempt with the outcome that its session has by now; the same where that is no other. */
export const judged = (attempt: Attempt): Attempt => {
  const { row, metered, flowedAt, reached, ending } = attempt;
  if (ending === null) return attempt;
  const verdict = row.auth_verdict;
  const judgement = outcomeOf({
    kind: 'transaction',
    flowed: flowedAt !== null,
    metered,
    reached,
    verdict,
    ...ending,
  });
  const same = judgement.outcome === row.outcome && judgement.failure === row.failure;
  return same ? attempt : withRow(attempt, judgement);
};
