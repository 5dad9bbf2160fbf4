// Joins what messages say of transactions to sessions of the ledger, and readings to sessions.

import type { Fact } from '../facts.ts';
import type { SessionEvidence } from '../facts/transaction.ts';
import { readMeter } from './meter/read-meter.ts';
import { readRegister } from './registers.ts';
import type { Said } from './said.ts';
import type { OpenSession, StationState, Told } from './state.ts';
import { openSessionLimit, pendingStartLimit } from './state.ts';

type SaidOf<T extends Said['type']> = Extract<Said, { readonly type: T }>;

/** What names the session that an event may open. */
export interface Source {
  /** Deterministic id for a session that this event opens; made only when one is opened. */
  sessionId(): string;
  readonly messageId: string;
}

const openWith = (state: StationState, transactionId: string): OpenSession | null =>
  transactionId === ''
    ? null
    : (state.sessions.findLast((one) => one.transactionId === transactionId) ?? null);

const openAt = (state: StationState, port: number | null): OpenSession | null =>
  port === null ? null : (state.sessions.findLast((one) => one.port === port) ?? null);

const change = (state: StationState, changed: OpenSession): StationState => ({
  ...state,
  sessions: state.sessions.map((one) => (one.sessionId === changed.sessionId ? changed : one)),
});

/** A start that says the same again, as stations do when they missed the answer. */
const repeatOf = (state: StationState, said: SaidOf<'TransactionBegan'>): OpenSession | null =>
  state.sessions.find((one) =>
    said.transactionId === ''
      ? one.port === said.port &&
        one.startedAt === said.at &&
        one.idToken === said.idToken &&
        one.startRegister_mwh === said.register_mwh
      : one.transactionId === said.transactionId,
  ) ?? null;

const awaitAnswer = (state: StationState, source: Source, sessionId: string): StationState => ({
  ...state,
  pendingStarts: [
    ...state.pendingStarts.slice(-pendingStartLimit + 1),
    { messageId: source.messageId, sessionId },
  ],
});

export const began = (
  state: StationState,
  said: SaidOf<'TransactionBegan'>,
  source: Source,
): Told<Fact> => {
  const repeated = repeatOf(state, said);
  if (repeated !== null)
    return { state: awaitAnswer(state, source, repeated.sessionId), facts: [] };
  const before = openAt(state, said.port);
  const closed = before === null ? { state, facts: [] } : endByNextStart(state, before, said);
  const atStart =
    said.register_mwh === null
      ? closed
      : readRegister(closed.state, {
          at: said.at,
          port: said.port,
          register_mwh: said.register_mwh,
          session: null,
        });
  const session: OpenSession = {
    sessionId: source.sessionId(),
    port: said.port,
    transactionId: said.transactionId,
    idToken: said.idToken,
    startedAt: said.at,
    startRegister_mwh: said.register_mwh,
    baseline_mwh: said.register_mwh,
  };
  const sessions = [...atStart.state.sessions.slice(-openSessionLimit + 1), session];
  const opened = { ...atStart.state, sessions };
  const unnamed =
    said.transactionId === '' ? awaitAnswer(opened, source, session.sessionId) : opened;
  const started: Fact = {
    type: 'SessionStarted',
    at: said.at,
    port: said.port,
    sessionId: session.sessionId,
    connectorId: said.connectorId,
    transactionId: said.transactionId,
    idToken: said.idToken,
    register_mwh: said.register_mwh,
    evidence: said.evidence,
  };
  const earlier = atStart === closed ? closed.facts : [...closed.facts, ...atStart.facts];
  return { state: unnamed, facts: [...earlier, started] };
};

const endByNextStart = (
  state: StationState,
  session: OpenSession,
  next: { readonly at: number },
): Told<Fact> => {
  // The vehicle left no later than the last reading that was still the session's.
  const at = Math.max(session.startedAt, state.registers[session.port]?.at ?? 0);
  const told = end(state, session, {
    at: Math.min(at, Math.max(next.at, session.startedAt)),
    evidence: 'NextStart',
    stopReason: '',
  });
  const doubt: Fact = {
    type: 'Doubted',
    at: next.at,
    port: session.port,
    code: 'end_inferred',
    detail: session.sessionId,
  };
  return { state: told.state, facts: [...told.facts, doubt] };
};

interface Ending {
  readonly at: number;
  readonly evidence: SessionEvidence;
  readonly stopReason: string;
}

const end = (state: StationState, session: OpenSession, ending: Ending): Told<Fact> => ({
  state: {
    ...state,
    sessions: state.sessions.filter((one) => one.sessionId !== session.sessionId),
    pendingStarts: state.pendingStarts.filter((one) => one.sessionId !== session.sessionId),
  },
  facts: [
    {
      type: 'SessionEnded',
      port: session.port,
      sessionId: session.sessionId,
      register_mwh: state.registers[session.port]?.register_mwh ?? null,
      at: ending.at,
      evidence: ending.evidence,
      stopReason: ending.stopReason,
    },
  ],
});

export const named = (state: StationState, said: SaidOf<'TransactionNamed'>): Told<Fact> => {
  const pending = state.pendingStarts.findLast((one) => one.messageId === said.messageId);
  const session = state.sessions.find((one) => one.sessionId === pending?.sessionId);
  const pendingStarts = state.pendingStarts.filter((one) => one !== pending);
  if (session === undefined) return { state: { ...state, pendingStarts }, facts: [] };
  const identified: Fact = {
    type: 'SessionIdentified',
    at: said.at,
    port: session.port,
    sessionId: session.sessionId,
    transactionId: said.transactionId,
  };
  const changed = { ...session, transactionId: said.transactionId };
  return { state: change({ ...state, pendingStarts }, changed), facts: [identified] };
};

const unknownSession = (said: { at: number; transactionId: string }, port: number): Fact => ({
  type: 'Doubted',
  at: said.at,
  port,
  code: 'session_unknown',
  detail: said.transactionId,
});

export const continued = (
  state: StationState,
  said: SaidOf<'TransactionContinued'>,
): Told<Fact> => {
  const session = openWith(state, said.transactionId);
  if (session === null) return { state, facts: [unknownSession(said, 0)] };
  if (said.chargingState === '' && said.idToken === '') return { state, facts: [] };
  const updated: Fact = {
    type: 'SessionUpdated',
    at: said.at,
    port: session.port,
    sessionId: session.sessionId,
    chargingState: said.chargingState,
    idToken: said.idToken,
  };
  return { state, facts: [updated] };
};

export const finished = (
  state: StationState,
  said: SaidOf<'TransactionFinished'>,
  source: Source,
): Told<Fact> => {
  const session = openWith(state, said.transactionId) ?? openAt(state, said.port);
  if (session === null) return finishedUnheard(state, said, source);
  const read =
    said.register_mwh === null
      ? { state, facts: [] }
      : readRegister(state, {
          at: said.at,
          port: session.port,
          register_mwh: said.register_mwh,
          session,
        });
  const ended = end(read.state, session, said);
  return { state: ended.state, facts: [...read.facts, ...ended.facts] };
};

/** A stop whose start was lost: the session exists, its start and energy are not known. */
const finishedUnheard = (
  state: StationState,
  said: SaidOf<'TransactionFinished'>,
  source: Source,
): Told<Fact> => {
  const { at, transactionId, idToken, evidence, stopReason } = said;
  const port = said.port ?? 0;
  const sessionId = source.sessionId();
  return {
    state,
    facts: [
      {
        type: 'SessionStarted',
        at,
        port,
        sessionId,
        connectorId: 0,
        transactionId,
        idToken,
        register_mwh: null,
        evidence,
      },
      {
        type: 'SessionEnded',
        at,
        port,
        sessionId,
        register_mwh: said.register_mwh,
        stopReason,
        evidence,
      },
      { type: 'Doubted', at, port, code: 'start_unknown', detail: transactionId },
    ],
  };
};

export const meterRead = (state: StationState, said: SaidOf<'MeterRead'>): Told<Fact> => {
  const session = openWith(state, said.transactionId) ?? openAt(state, said.port);
  const port = session?.port ?? said.port;
  if (port === null) return { state, facts: [unknownSession(said, 0)] };
  return readMeter(state, said, { port, session });
};
