// Sessions whose start was never heard of: opened by the first message that speaks of them.

import type { Fact } from '../../facts.ts';
import type { SessionEvidence, SessionKind } from '../../facts/transaction.ts';
import type { OpenSession, StationState, Told } from '../state.ts';
import { onlyPort, openAt } from './find.ts';
import type { Source } from './keep.ts';
import { doubted, open } from './keep.ts';
import type { SessionMemory } from './memory.ts';
import { noSeq } from './seq.ts';

/** What is known of a session that is opened in its middle. */
interface Unheard {
  readonly at: number;
  /** Null where it was not said. */
  readonly port: number | null;
  readonly connectorId: number;
  readonly transactionId: string;
  readonly idToken: string;
  readonly tokenType: string;
  readonly register_mwh: number | null;
  readonly evidence: SessionEvidence;
}

export const freshMemory: SessionMemory = {
  kind: 'transaction',
  connectorId: 0,
  tokenType: '',
  verdict: '',
  startKnown: true,
  formerIds: [],
  seq: noSeq,
  seqRepeats: 0,
  offline: false,
  leaving: null,
  replayed: false,
};

/** The fact that a session began. */
export const startedOf = (
  state: StationState,
  session: OpenSession,
  how: Pick<Extract<Fact, { type: 'SessionStarted' }>, 'evidence' | 'trigger'>,
): Fact => ({
  type: 'SessionStarted',
  at: session.startedAt,
  port: session.port,
  sessionId: session.sessionId,
  kind: session.memory.kind,
  connectorId: session.memory.connectorId,
  transactionId: session.transactionId,
  idToken: session.idToken,
  tokenType: session.memory.tokenType,
  trigger: how.trigger,
  startKnown: session.memory.startKnown,
  register_mwh: session.startRegister_mwh,
  evidence: how.evidence,
  model: state.transactions.model,
  firmwareVersion: state.transactions.firmwareVersion,
});

/** The fact that the back end said something to the token of a session. */
export const verdictOf = ({ sessionId, port, memory }: OpenSession, at: number): Fact => ({
  type: 'SessionAuthorized',
  at,
  port,
  sessionId,
  tokenType: memory.tokenType,
  verdict: memory.verdict,
});

/**
 * Opens a session in its middle. Where no port was said, it is that of a station that has only
 * one; else the session has none, and its energy cannot be counted.
 */
export const openUnheard = (state: StationState, unheard: Unheard, source: Source): Told<Fact> => {
  const port = unheard.port ?? onlyPort(state);
  const { at, transactionId, evidence } = unheard;
  const session = openedOf(unheard, { port, sessionId: source.sessionId(), kind: 'transaction' });
  const older = (openAt(state, port)?.startedAt ?? at) > at;
  const facts = [
    startedOf(state, session, { evidence, trigger: 'unknown' }),
    doubted({ at, port }, 'start_unknown', transactionId),
  ];
  if (port === 0) facts.push(doubted({ at, port }, 'port_unknown', transactionId));
  if (older) facts.push(doubted({ at, port }, 'start_out_of_order', transactionId));
  return { state: open(state, session, older), facts };
};

const openedOf = (
  unheard: Unheard,
  its: { readonly port: number; readonly sessionId: string; readonly kind: SessionKind },
): OpenSession => ({
  sessionId: its.sessionId,
  port: its.port,
  transactionId: unheard.transactionId,
  idToken: unheard.idToken,
  startedAt: unheard.at,
  startRegister_mwh: null,
  baseline_mwh: null,
  memory: {
    ...freshMemory,
    kind: its.kind,
    connectorId: unheard.connectorId,
    tokenType: unheard.tokenType,
    startKnown: false,
  },
});

/** A port that says that it charges, without a transaction, and a reading that shows that it does. */
interface Flow {
  readonly port: number;
  readonly since: number;
  readonly register_mwh: number;
}

/** Charging that nobody began: a session of its own kind, from when the port said that it charges. */
export const openUntracked = (state: StationState, flow: Flow, source: Source): Told<Fact> => {
  const { port, since, register_mwh } = flow;
  const session: OpenSession = {
    ...openedOf(
      {
        at: since,
        port,
        connectorId: port,
        transactionId: '',
        idToken: '',
        tokenType: '',
        register_mwh,
        evidence: 'Status',
      },
      { port, sessionId: source.sessionId(), kind: 'untracked' },
    ),
    startRegister_mwh: register_mwh,
    baseline_mwh: register_mwh,
  };
  return {
    state: open(state, session, false),
    facts: [
      startedOf(state, session, { evidence: 'Status', trigger: 'unknown' }),
      doubted({ at: since, port }, 'session_untracked', ''),
    ],
  };
};
