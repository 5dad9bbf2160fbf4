// The room `attempts`: what customers tried, and what came of it.

import type { Context, Emission, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { sameToken } from '../tokens.ts';
import type { Attempt, Beginning } from './attempt.ts';
import { attemptOf, binding_ms, concluded, delivered, ended } from './attempt.ts';
import { isRunning, judged, redrawn, reopened, said, withRow } from './attempt.ts';
import { attempts } from './table.ts';
import type { Visit } from './visits.ts';
import { keepVisit, plugVisits, visitOf } from './visits.ts';

interface State {
  /** Attempts that may still change, oldest first. */
  readonly attempts: readonly Attempt[];
  readonly visits: readonly Visit[];
  /** Ports whose last status is of a vehicle that got as far as power. */
  readonly running: readonly number[];
}

const initial: State = { attempts: [], visits: [], running: [] };

/** Ports held whose status is of a vehicle that got as far as power. */
export const runningLimit = 64;

/** Attempts held per station; beyond it the oldest is let go and keeps the outcome it has. */
export const attemptLimit = 24;
/** Of these, attempts that are over: what comes late may still change them. */
export const overLimit = 4;

const listens = [
  'AuthorizationAnswered',
  'RemoteStartAnswered',
  'SessionStarted',
  'SessionPlaced',
  'SessionAuthorized',
  'SessionUpdated',
  'SessionReopened',
  'SessionEnded',
  'SessionEndCorrected',
  'SessionRecalled',
  'EnergyDelivered',
  'EnergyRedrawn',
  'PortStatusReported',
  'StationHeard',
] as const;

type Listened = FactOf<(typeof listens)[number]>;

const step = (before: State, fact: Listened, context: Context): Step<State> => {
  const waited = expire(before, context);
  if (waited === null) return hear(before, fact, context);
  const after = hear(waited.state, fact, context);
  return { state: after.state, rows: [...waited.rows, ...after.rows] };
};

export default room({
  name: 'attempts',
  about: 'Attempts to charge and the visits that they make, for the ChargeX indicators.',
  listens,
  tables: [attempts],
  initial,
  step,
});

const hear = (state: State, fact: Listened, context: Context): Step<State> => {
  switch (fact.type) {
    case 'StationHeard':
      return still(state);
    case 'AuthorizationAnswered':
      return authorized(state, fact, context);
    case 'RemoteStartAnswered':
      return remoteStarted(state, fact, context);
    case 'SessionStarted':
      return started(state, fact, context);
    case 'PortStatusReported':
      return plugged(state, fact);
    case 'SessionPlaced':
    case 'SessionAuthorized':
    case 'SessionUpdated':
    case 'SessionRecalled':
    case 'SessionReopened':
    case 'SessionEnded':
    case 'SessionEndCorrected':
    case 'EnergyDelivered':
      return went(state, fact);
    case 'EnergyRedrawn':
      return drawnAnew(state, fact);
  }
};

const isWaiting = ({ row }: Attempt): boolean => row.session_id === '' && row.outcome === 'open';

/** Permissions that no session came of in the binding window: the customer left. Null for none. */
const expire = (state: State, { receivedAt }: Context): Step<State> | null => {
  const over = (one: Attempt) => isWaiting(one) && one.waitsUntil < receivedAt;
  if (!state.attempts.some(over)) return null;
  const rows: Emission[] = [];
  const kept = state.attempts.map((one) => {
    if (!over(one)) return one;
    const left = { outcome: 'abandoned', failure: 'no_session' } as const;
    const gone = concluded(one, one.row.started_at + binding_ms, left);
    rows.push(emit(attempts, gone.row));
    return gone;
  });
  return { state: { ...state, attempts: kept }, rows };
};

/** Puts an attempt in the place of the one with its id, or behind all others. */
const keep = (state: State, attempt: Attempt): State => {
  const { attempt_id } = attempt.row;
  const place = state.attempts.findIndex((one) => one.row.attempt_id === attempt_id);
  const all = place === -1 ? [...state.attempts, attempt] : state.attempts.with(place, attempt);
  return { ...state, attempts: bounded(all) };
};

const bounded = (all: readonly Attempt[]): readonly Attempt[] => {
  const over = all.filter((one) => one.row.outcome !== 'open');
  const gone = new Set(over.slice(0, Math.max(0, over.length - overLimit)));
  const kept = gone.size === 0 ? all : all.filter((one) => !gone.has(one));
  return kept.length <= attemptLimit ? kept : kept.slice(-attemptLimit);
};

const put = (state: State, attempt: Attempt): Step<State> => ({
  state: keep(state, attempt),
  rows: [emit(attempts, attempt.row)],
});

const begin = (
  state: State,
  beginning: Beginning,
  context: Context,
): { readonly state: State; readonly attempt: Attempt } => {
  const { at, port, idToken } = beginning;
  const visit = visitOf(state.visits, { at, port, idToken, attemptId: context.eventId });
  return {
    state: { ...state, visits: keepVisit(state.visits, visit) },
    attempt: attemptOf(beginning, visit, context),
  };
};

/** Whether a permission is about a session that is there: to stop it, or given after the cable. */
const goingWith = (state: State, idToken: string): Attempt | undefined =>
  state.attempts.findLast(
    ({ row }) =>
      row.session_id !== '' && row.outcome === 'open' && sameToken(row.id_token, idToken),
  );

/** The last session that began with the cable and waits for its token. */
const pluggedBefore = (state: State, at: number): Attempt | undefined =>
  state.attempts.findLast(
    ({ row }) =>
      row.path === 'plug_in' &&
      row.outcome === 'open' &&
      row.id_token === '' &&
      at - row.started_at <= binding_ms,
  );

const authorized = (
  state: State,
  fact: FactOf<'AuthorizationAnswered'>,
  context: Context,
): Step<State> => {
  const { at, idToken, verdict } = fact;
  if (goingWith(state, idToken) !== undefined) return still(state);
  const plugged = verdict === 'Accepted' ? pluggedBefore(state, at) : undefined;
  if (plugged !== undefined) {
    return put(state, withRow(plugged, { id_token: idToken, auth_verdict: verdict }));
  }
  const beginning = { at, port: 0, path: 'authorize', idToken, verdict, sessionId: '' } as const;
  const begun = begin(state, beginning, context);
  const refused = { outcome: 'failed', failure: 'authorization' } as const;
  return put(
    begun.state,
    verdict === 'Accepted' ? begun.attempt : concluded(begun.attempt, at, refused),
  );
};

const remoteStarted = (
  state: State,
  fact: FactOf<'RemoteStartAnswered'>,
  context: Context,
): Step<State> => {
  const { at, port, idToken, accepted } = fact;
  const going = goingWith(state, idToken);
  // A station may begin the session before it says that it will.
  if (going !== undefined && at - going.row.started_at <= binding_ms) {
    return put(state, withRow(going, { path: 'remote' }));
  }
  const beginning = { at, port, path: 'remote', idToken, verdict: '', sessionId: '' } as const;
  const begun = begin(state, beginning, context);
  const refused = { outcome: 'failed', failure: 'remote_start' } as const;
  return put(begun.state, accepted ? begun.attempt : concluded(begun.attempt, at, refused));
};

const paths = {
  remote: 'remote',
  authorized: 'cached',
  plug_in: 'plug_in',
  unknown: 'unknown',
} as const;

const started = (state: State, fact: FactOf<'SessionStarted'>, context: Context): Step<State> => {
  if (fact.kind !== 'transaction') return still(state);
  const { at, port, sessionId, idToken } = fact;
  const known = state.attempts.findLast(({ row }) => row.session_id === sessionId);
  if (known !== undefined) {
    return put(state, { ...withRow(known, { id_token: idToken, port }), sessionAt: at });
  }
  const course = { sessionAt: at, reached: state.running.includes(port) };
  const waiting = state.attempts.findLast((one) => isWaiting(one) && isFor(one, fact));
  if (waiting !== undefined) {
    const row = { session_id: sessionId, port, id_token: idToken || waiting.row.id_token };
    return put(placeVisit(state, waiting, port), { ...withRow(waiting, row), ...course });
  }
  const path = paths[fact.trigger];
  const begun = begin(state, { at, port, path, idToken, verdict: '', sessionId }, context);
  return put(begun.state, { ...begun.attempt, ...course });
};

const isFor = ({ row }: Attempt, { port, idToken }: FactOf<'SessionStarted'>): boolean =>
  sameToken(row.id_token, idToken) && (row.port === 0 || port === 0 || row.port === port);

/** The visit of an attempt is where its session is. */
const placeVisit = (state: State, { row }: Attempt, port: number): State => ({
  ...state,
  visits: state.visits.map((one) => (one.visitId === row.visit_id ? { ...one, port } : one)),
});

const plugged = (state: State, fact: FactOf<'PortStatusReported'>): Step<State> => {
  const heard = turned(state, fact);
  const rows: Emission[] = [];
  const kept = heard.attempts.map((one) => {
    const { row, sessionAt } = one;
    const going = row.port === fact.port && row.outcome === 'open' && sessionAt !== null;
    if (!going || fact.at < sessionAt) return one;
    const after = said(one, fact.statusReported, fact.at);
    if (after.row !== one.row) rows.push(emit(attempts, after.row));
    return after;
  });
  return { state: { ...heard, attempts: kept }, rows };
};

/** What a status says of the vehicle on the port: there, gone, or as far as power. */
const turned = (state: State, fact: FactOf<'PortStatusReported'>): State => {
  const { port, status, statusReported } = fact;
  const there = status === 'occupied' || status === 'charging';
  const visits =
    there || status === 'available' ? plugVisits(state.visits, port, there) : state.visits;
  const runs = isRunning(statusReported);
  if (runs === state.running.includes(port)) return { ...state, visits };
  const others = state.running.filter((one) => one !== port);
  return { ...state, visits, running: runs ? [...others, port].slice(-runningLimit) : others };
};

type Course = FactOf<
  | 'SessionPlaced'
  | 'SessionAuthorized'
  | 'SessionUpdated'
  | 'SessionReopened'
  | 'SessionEnded'
  | 'SessionEndCorrected'
  | 'SessionRecalled'
  | 'EnergyDelivered'
>;

/** What became of the session of an attempt. */
const went = (state: State, fact: Course): Step<State> => {
  const { sessionId } = fact;
  if (sessionId === null) return still(state);
  const attempt = state.attempts.findLast(({ row }) => row.session_id === sessionId);
  if (attempt === undefined) return still(state);
  const after = judged(changed(attempt, fact));
  if (after === attempt) return still(state);
  const placed = fact.type === 'SessionPlaced' ? placeVisit(state, attempt, fact.port) : state;
  const over = fact.type === 'SessionEnded' || fact.type === 'SessionEndCorrected';
  const left = over ? endVisit(placed, attempt, fact.at) : placed;
  return after.row === attempt.row ? still(keep(left, after)) : put(left, after);
};

/** Energy of sessions that was told before is drawn anew: it may flow in another attempt now. */
const drawnAnew = (before: State, fact: FactOf<'EnergyRedrawn'>): Step<State> => {
  let state = before;
  const rows: Emission[] = [];
  for (const attempt of before.attempts) {
    const after = judged(redrawn(attempt, fact));
    if (after === attempt) continue;
    state = keep(state, after);
    if (after.row !== attempt.row) rows.push(emit(attempts, after.row));
  }
  return { state, rows };
};

const changed = (attempt: Attempt, fact: Course): Attempt => {
  switch (fact.type) {
    case 'SessionPlaced':
      return withRow(attempt, { port: fact.port });
    case 'SessionAuthorized':
      return fact.verdict === '' ? attempt : withRow(attempt, { auth_verdict: fact.verdict });
    case 'SessionUpdated':
    case 'SessionRecalled':
      return updated(attempt, fact);
    case 'SessionReopened':
      return reopened(attempt);
    case 'SessionEnded':
    case 'SessionEndCorrected':
      return ended(attempt, fact);
    case 'EnergyDelivered':
      return delivered(attempt, fact);
  }
};

const updated = (attempt: Attempt, fact: FactOf<'SessionUpdated' | 'SessionRecalled'>): Attempt => {
  const named =
    attempt.row.id_token === '' && fact.idToken !== ''
      ? withRow(attempt, { id_token: fact.idToken })
      : attempt;
  return said(named, fact.chargingState, fact.at);
};

const endVisit = (state: State, { row }: Attempt, at: number): State => ({
  ...state,
  visits: state.visits.map((one) =>
    one.visitId === row.visit_id ? { ...one, lastAt: Math.max(one.lastAt, at) } : one,
  ),
});
