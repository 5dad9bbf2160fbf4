// One session and its row: what each fact changes.

import { mulDivFloor } from '../../lib/units.ts';
import { hour_ms, minute_ms } from '../../lib/time.ts';
import type { Context } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { outcomeOf } from '../outcome.ts';
import { normalToken } from '../../lib/token.ts';
import type { Course } from './course.ts';
import { bounded, isReached, lastChange, noCourse, partsOf, phaseOf, turn } from './course.ts';
import type { Row } from './row.ts';
import { copyOf } from './row.ts';

/** A session as it is held: its row, and the course that the parts of its time come from. */
export interface Session {
  readonly row: Row;
  readonly course: Course;
  /** Whether it was told that it charges or is suspended: the vehicle got that far. */
  readonly reached: boolean;
  /** Whether the start was told, so that the end alone decides what is estimated. */
  readonly startKnown: boolean;
}

export type SessionFact = FactOf<
  | 'SessionStarted'
  | 'SessionStartMetered'
  | 'SessionIdentified'
  | 'SessionPlaced'
  | 'SessionAuthorized'
  | 'SessionUpdated'
  | 'SessionMarked'
  | 'SessionReopened'
  | 'SessionEnded'
  | 'SessionEndCorrected'
  | 'SessionRecalled'
  | 'EnergyDelivered'
  | 'MeterSampled'
>;

/** A start or stop that is told later than this after it happened was queued by the station. */
export const queued_ms = 5 * minute_ms;

type Started = FactOf<'SessionStarted'>;
type Ended = FactOf<'SessionEnded' | 'SessionEndCorrected'>;

const methods: ReadonlyMap<string, string> = new Map([
  ['emaid', 'plug_and_charge'],
  ['iso14443', 'rfid'],
  ['iso15693', 'rfid'],
  ['keycode', 'key_code'],
  ['central', 'central'],
  ['local', 'local'],
  ['macaddress', 'mac_address'],
  ['noauthorization', 'none'],
]);

const methodOf = (trigger: string, tokenType: string): string =>
  trigger === 'remote' ? 'remote' : (methods.get(tokenType.toLowerCase()) ?? 'unknown');

const isKnown = (fact: Started): boolean => fact.startKnown && fact.kind !== 'untracked';

/** What a start says; told again, it says it anew. */
const startOf = (fact: Started) => ({
  kind: fact.kind,
  port: fact.port,
  connector_id: fact.connectorId,
  transaction_id: fact.transactionId,
  started_at: fact.at,
  estimated: !isKnown(fact),
  id_token: fact.idToken,
  id_token_normal: normalToken(fact.idToken),
  token_type: fact.tokenType,
  auth_method: methodOf(fact.trigger, fact.tokenType),
  start_trigger: fact.trigger,
  start_evidence: fact.evidence,
});

const isQueued = (fact: Started | Ended, context: Context): boolean =>
  context.receivedAt - fact.at > queued_ms && isTold(fact.evidence);

/** Evidence that is a message about the start or the end itself. */
const isTold = (evidence: string): boolean =>
  evidence === 'StartTransaction' ||
  evidence === 'StopTransaction' ||
  evidence === 'TransactionEvent';

/** A new session; `word` is what its port last said of itself. */
export const opened = (fact: Started, context: Context, word: string): Session => {
  const phase = phaseOf(word);
  return {
    startKnown: isKnown(fact),
    reached: phase !== null && isReached(phase),
    course: phase === null ? noCourse : turn(noCourse, fact.at, phase),
    row: {
      tenant: context.tenant,
      opened_at: context.receivedAt,
      station_id: context.stationId,
      session_id: fact.sessionId,
      ...startOf(fact),
      state: 'open',
      ended_at: null,
      offline: isQueued(fact, context),
      energy_wh: 0,
      register_start_wh: fact.register_mwh,
      register_end_wh: fact.register_mwh,
      readings: 0,
      first_energy_at: null,
      duration_s: 0,
      charging_s: 0,
      suspended_ev_s: 0,
      suspended_evse_s: 0,
      idle_s: 0,
      unknown_s: 0,
      power_w_max: null,
      power_w_average: null,
      soc_percent_start: null,
      soc_percent_end: null,
      auth_verdict: '',
      stop_reason: '',
      outcome: 'open',
      failure: '',
      model: fact.model,
      firmware_version: fact.firmwareVersion,
      end_evidence: '',
      seq_gaps: 0,
      seq_repeats: 0,
      first_event_id: context.eventId,
      last_event_id: context.eventId,
      changed_at: context.receivedAt,
    },
  };
};

/** The session after a fact; the same session where the fact says nothing new. */
export const changed = (session: Session, fact: SessionFact, context: Context): Session => {
  switch (fact.type) {
    case 'EnergyDelivered':
      return delivered(session, fact, context);
    case 'MeterSampled':
      return sampled(session, fact, context);
    case 'SessionUpdated':
    case 'SessionRecalled':
      return updated(session, fact);
    case 'SessionStarted':
      return restarted(session, fact, context);
    case 'SessionStartMetered':
      return startMetered(session, fact);
    case 'SessionIdentified':
      return withRow(session, { transaction_id: fact.transactionId });
    case 'SessionPlaced':
      return withRow(session, { port: fact.port, connector_id: fact.connectorId });
    case 'SessionAuthorized':
      return authorized(session, fact);
    case 'SessionMarked':
      return withRow(session, {
        offline: session.row.offline || fact.offline,
        seq_gaps: fact.seqGaps,
        seq_repeats: fact.seqRepeats,
      });
    case 'SessionReopened':
      return reopened(session);
    case 'SessionEnded':
    case 'SessionEndCorrected':
      return ended(session, fact, context);
  }
};

const withRow = (session: Session, columns: Partial<Row>): Session =>
  carrying(session, Object.assign(copyOf(session.row), columns));

/** The session with another row. */
export const carrying = ({ course, reached, startKnown }: Session, row: Row): Session => ({
  row,
  course,
  reached,
  startKnown,
});

const authorized = (session: Session, fact: FactOf<'SessionAuthorized'>): Session => {
  const { row } = session;
  const token_type = row.token_type || fact.tokenType;
  return judged(
    withRow(session, {
      auth_verdict: fact.verdict || row.auth_verdict,
      token_type,
      auth_method: methodOf(row.start_trigger, token_type),
    }),
  );
};

/** What is left of an end when the session goes on. */
const reopened = (session: Session): Session =>
  timed(
    withRow(session, {
      state: 'open',
      ended_at: null,
      estimated: !session.startKnown,
      stop_reason: '',
      end_evidence: '',
    }),
  );

const restarted = (session: Session, fact: Started, context: Context): Session =>
  timed(
    withRow(
      { ...session, startKnown: isKnown(fact) },
      {
        ...startOf(fact),
        offline: session.row.offline || isQueued(fact, context),
        register_start_wh: fact.register_mwh ?? session.row.register_start_wh,
      },
    ),
  );

const startMetered = (
  session: Session,
  { register_mwh }: FactOf<'SessionStartMetered'>,
): Session => {
  const { row } = session;
  if (row.register_start_wh !== null) return session;
  const register_end_wh = row.register_end_wh ?? register_mwh;
  return withRow(session, { register_start_wh: register_mwh, register_end_wh });
};

const ended = (session: Session, fact: Ended, context: Context): Session => {
  const { row } = session;
  const told = isTold(fact.evidence);
  return timed(
    withRow(session, {
      state: 'ended',
      ended_at: Math.max(fact.at, row.started_at),
      estimated: !session.startKnown || !told,
      offline: row.offline || isQueued(fact, context),
      register_end_wh: row.register_end_wh ?? fact.register_mwh,
      stop_reason: fact.stopReason,
      end_evidence: fact.evidence,
    }),
  );
};

const updated = (session: Session, fact: FactOf<'SessionUpdated' | 'SessionRecalled'>): Session => {
  const phase = phaseOf(fact.chargingState);
  const named = session.row.id_token === '' && fact.idToken !== '';
  const after = named
    ? withRow(session, {
        id_token: fact.idToken,
        id_token_normal: normalToken(fact.idToken),
      })
    : session;
  return phase === null ? after : turned(after, fact.at, phase);
};

/** The session in another phase since `at`. */
export const turned = (session: Session, at: number, phase: NonNullable<Phase>): Session => {
  const course = turn(session.course, Math.max(at, session.row.started_at), phase);
  const reached = session.reached || isReached(phase);
  if (course === session.course && reached === session.reached) return session;
  return timed({ ...session, reached, course: bounded(course, session.row.started_at) });
};

type Phase = ReturnType<typeof phaseOf>;

/** The session with the parts of its time, and its outcome, as they now are. */
const timed = (session: Session): Session => {
  const { row, course } = session;
  const end = row.ended_at ?? Math.max(row.started_at, lastChange(course) ?? row.started_at);
  const parts = partsOf(course, row.started_at, end);
  return judged(
    withRow(session, {
      duration_s: end - row.started_at,
      charging_s: parts.charging,
      suspended_ev_s: parts.suspended_ev,
      suspended_evse_s: parts.suspended_evse,
      idle_s: parts.idle,
      unknown_s: parts.unknown,
    }),
  );
};

/** The session with the outcome that it has by now. */
export const judged = (session: Session): Session => {
  const { row, reached } = session;
  if (row.state === 'open') {
    const open = { outcome: 'open', failure: '', power_w_average: null } as const;
    return row.outcome === 'open' ? session : withRow(session, open);
  }
  const power_w_average =
    row.charging_s > 0 ? mulDivFloor(row.energy_wh, hour_ms, row.charging_s) : null;
  return withRow(session, {
    power_w_average,
    ...outcomeOf({
      kind: row.kind,
      flowed: row.energy_wh > 0,
      metered: row.readings > 0,
      reached,
      verdict: row.auth_verdict,
      stopReason: row.stop_reason,
      endTold: isTold(row.end_evidence),
    }),
  });
};

/** Readings are most of what comes, so they make one new row and no more. */
const delivered = (
  session: Session,
  fact: FactOf<'EnergyDelivered'>,
  { eventId, receivedAt }: Context,
): Session => {
  const { row } = session;
  const flowing = row.first_energy_at === null && fact.energy_mwh > 0;
  const next = copyOf(row);
  next.energy_wh = row.energy_wh + fact.energy_mwh;
  next.register_start_wh = row.register_start_wh ?? fact.registerFrom_mwh;
  next.register_end_wh = fact.registerTo_mwh;
  next.readings = row.readings + 1;
  next.first_energy_at = flowing ? fact.to : row.first_energy_at;
  next.last_event_id = eventId;
  next.changed_at = Math.max(row.changed_at, receivedAt);
  const after = carrying(session, next);
  return row.state === 'open' ? after : judged(after);
};

const sampled = (
  session: Session,
  fact: FactOf<'MeterSampled'>,
  { eventId, receivedAt }: Context,
): Session => {
  const { row } = session;
  const power_w_max = highest(row.power_w_max, fact.power_mw);
  const soc_percent_start = row.soc_percent_start ?? fact.soc_mpercent;
  const soc_percent_end = fact.soc_mpercent ?? row.soc_percent_end;
  // The start is only set together with the end.
  if (power_w_max === row.power_w_max && soc_percent_end === row.soc_percent_end) return session;
  return withRow(session, {
    power_w_max,
    soc_percent_start,
    soc_percent_end,
    last_event_id: eventId,
    changed_at: Math.max(row.changed_at, receivedAt),
  });
};

const highest = (a: number | null, b: number | null): number | null => {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
};
