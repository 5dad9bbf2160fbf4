// Changes to what is remembered of sessions, within the limits.

import type { Redaction } from '../../../schemas/events.gen.ts';
import type { DoubtCode } from '../../doubts.ts';
import { heldEnded, isToldEnd } from '../../ended.ts';
import type { Fact } from '../../facts.ts';
import type { EndedSession, OpenSession, StationState, Told } from '../state.ts';
import { copyOf } from '../copy.ts';
import { openSessionLimit, pendingStartLimit } from '../state.ts';
import type { SessionMemory } from './memory.ts';
import { portsLimit } from './memory.ts';

/** What names the session that an event may open. */
export interface Source {
  /** Deterministic id for a session that this event opens; made only when one is opened. */
  sessionId(): string;
  readonly messageId: string;
  /** What the gateway sealed in the frame. */
  readonly redactions: readonly Pick<Redaction, 'path' | 'pseudonym'>[];
}

export const nothing = (state: StationState): Told<Fact> => ({ state, facts: none });

const none: readonly Fact[] = [];

/** Does one thing after another to a state; the facts of all, in order. */
export const inTurn = (
  state: StationState,
  ...steps: readonly ((state: StationState) => Told<Fact>)[]
): Told<Fact> => {
  const facts: Fact[] = [];
  let current = state;
  for (const step of steps) {
    const told = step(current);
    current = told.state;
    facts.push(...told.facts);
  }
  return { state: current, facts };
};

export interface About {
  readonly at: number;
  readonly port: number;
  /** Start of the session, where the doubt is about all of it. */
  readonly since?: number;
}

export const doubted = (about: About, code: DoubtCode, detail: string): Fact => ({
  type: 'Doubted',
  at: about.at,
  port: about.port,
  code,
  detail: detail.slice(0, 256),
  ...(about.since === undefined ? {} : { since: about.since }),
});

/** Puts a session in the place of the open one with its id. */
export const change = (state: StationState, changed: OpenSession): StationState => {
  const next = copyOf(state);
  next.sessions = state.sessions.map((one) =>
    one.sessionId === changed.sessionId ? changed : one,
  );
  return next;
};

export const remember = (
  state: StationState,
  session: OpenSession,
  memory: Partial<SessionMemory>,
): StationState => change(state, withMemory(session, { ...session.memory, ...memory }));

/** The session, with something else remembered of it; messages of 2.x come by here, each one. */
export const withMemory = (session: OpenSession, memory: SessionMemory): OpenSession => ({
  sessionId: session.sessionId,
  port: session.port,
  transactionId: session.transactionId,
  idToken: session.idToken,
  startedAt: session.startedAt,
  startRegister_mwh: session.startRegister_mwh,
  baseline_mwh: session.baseline_mwh,
  memory,
});

/** Adds an open session; one that is older than the port's present one goes behind it. */
export const open = (state: StationState, session: OpenSession, older: boolean): StationState => {
  const kept = state.sessions.slice(-openSessionLimit + 1);
  const sessions = older ? [session, ...kept] : [...kept, session];
  return { ...state, sessions };
};

/** Moves a session from the open to the ended ones. */
export const close = (state: StationState, ended: EndedSession): StationState => ({
  ...state,
  sessions: state.sessions.filter((one) => one.sessionId !== ended.session.sessionId),
  endedSessions: heldEnded(
    [
      ...state.endedSessions.filter((one) => one.session.sessionId !== ended.session.sessionId),
      ended,
    ],
    ({ evidence }) => !isToldEnd(evidence),
  ),
});

/** Puts an ended session in the place of the one with its id. */
export const amend = (state: StationState, changed: EndedSession): StationState => ({
  ...state,
  endedSessions: state.endedSessions.map((one) =>
    one.session.sessionId === changed.session.sessionId ? changed : one,
  ),
});

/** Takes a session back from the ended to the open ones. */
export const reopen = (state: StationState, { session }: EndedSession): StationState => ({
  ...open(state, { ...session, memory: { ...session.memory, leaving: null } }, false),
  endedSessions: state.endedSessions.filter((one) => one.session.sessionId !== session.sessionId),
});

/** Remembers which session a message was about, so that its answer is understood. */
export const awaitAnswer = (
  state: StationState,
  messageId: string,
  sessionId: string,
): StationState => ({
  ...state,
  pendingStarts: [...state.pendingStarts.slice(-pendingStartLimit + 1), { messageId, sessionId }],
});

/** A port of the station was spoken of. */
export const known = (state: StationState, port: number): StationState => {
  const { ports } = state.transactions;
  if (port === 0 || ports.includes(port) || ports.length >= portsLimit) return state;
  return { ...state, transactions: { ...state.transactions, ports: [...ports, port] } };
};
