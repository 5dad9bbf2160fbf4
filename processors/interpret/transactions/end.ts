// Sessions end, and what is said of them then.

import { isToldEnd } from '../../ended.ts';
import type { Fact } from '../../facts.ts';
import type { SessionEvidence } from '../../facts/transaction.ts';
import type { EndedSession, OpenSession, StationState, Told } from '../state.ts';
import { lastReading } from './find.ts';
import { close, doubted, inTurn } from './keep.ts';
import { gapsOf } from './seq.ts';

interface Ending {
  readonly at: number;
  readonly evidence: SessionEvidence;
  readonly stopReason: string;
  readonly register_mwh: number | null;
}

export const isInferred = ({ evidence }: EndedSession): boolean => !isToldEnd(evidence);

export const end =
  (session: OpenSession, ending: Ending) =>
  (state: StationState): Told<Fact> => {
    const { sessionId, port, startedAt } = session;
    const at = Math.max(startedAt, ending.at);
    const { evidence, stopReason } = ending;
    const register_mwh = ending.register_mwh ?? lastReading(state, port)?.register_mwh ?? null;
    const facts: Fact[] = [
      { type: 'SessionEnded', port, sessionId, register_mwh, at, evidence, stopReason },
      ...marksOf(session, at),
    ];
    if (ending.at < startedAt) {
      const early = `${startedAt - ending.at} ms`;
      facts.push(doubted({ at, port }, 'end_before_start', early));
    }
    if (isRefused(session) && flowed(state, session)) {
      facts.push(doubted({ at, port }, 'not_accepted', session.memory.verdict));
    }
    return {
      state: close(state, { session, endedAt: at, register_mwh, stopReason, evidence }),
      facts,
    };
  };

const isRefused = ({ memory }: OpenSession): boolean =>
  memory.verdict !== '' && memory.verdict !== 'Accepted';

const flowed = (state: StationState, { port, baseline_mwh }: OpenSession): boolean => {
  const last = lastReading(state, port);
  return last !== null && baseline_mwh !== null && last.register_mwh > baseline_mwh;
};

/**
 * Corrects the end of a session on whose port another one has begun. Where its own end tells of no
 * register, that of the port says nothing: it has moved on.
 */
export const correctEnd =
  (session: OpenSession, ending: Ending) =>
  (state: StationState): Told<Fact> => {
    const told = end(session, ending)(state);
    const { register_mwh } = ending;
    const facts = told.facts.map((fact): Fact =>
      fact.type === 'SessionEnded' ? { ...fact, type: 'SessionEndCorrected', register_mwh } : fact,
    );
    const endedSessions = told.state.endedSessions.map((one) =>
      one.session.sessionId === session.sessionId ? { ...one, register_mwh } : one,
    );
    return { state: { ...told.state, endedSessions }, facts };
  };

/** How the messages of a session came. */
export const markedOf = ({ sessionId, port, memory }: OpenSession, at: number): Fact => ({
  type: 'SessionMarked',
  at,
  port,
  sessionId,
  offline: memory.offline,
  seqGaps: gapsOf(memory.seq),
  seqRepeats: memory.seqRepeats,
});

/** What there is to say at the end of how the messages came; nothing where they came well. */
const marksOf = (session: OpenSession, at: number): readonly Fact[] => {
  const { port, memory } = session;
  const gaps = gapsOf(memory.seq);
  if (!memory.offline && gaps === 0 && memory.seqRepeats === 0) return [];
  const marked = markedOf(session, at);
  return gaps === 0 ? [marked] : [marked, doubted({ at, port }, 'seq_gap', `${gaps} missing`)];
};

/** Ends a session by what came after it; says so. */
export const endInferred =
  (session: OpenSession, inference: { at: number; evidence: SessionEvidence; seenAt: number }) =>
  (state: StationState): Told<Fact> => {
    const { at, evidence, seenAt } = inference;
    const about = { at: seenAt, port: session.port, since: session.startedAt };
    return inTurn(
      state,
      end(session, { at, evidence, stopReason: '', register_mwh: null }),
      (ended) => ({
        state: ended,
        facts: [doubted(about, 'end_inferred', `${evidence} ended ${session.sessionId}`)],
      }),
    );
  };

/** The vehicle left no later than the last reading that was still the session's. */
export const lastSign = (state: StationState, session: OpenSession): number =>
  Math.max(session.startedAt, lastReading(state, session.port)?.at ?? 0);

/** The next start on a port ends what was never stopped, where nothing told of an end before. */
export const endByNextStart =
  (session: OpenSession, next: { readonly at: number }) =>
  (state: StationState): Told<Fact> => {
    const { leaving } = session.memory;
    const seenAt = next.at;
    if (leaving !== null && leaving.at <= next.at) {
      return endInferred(session, { at: leaving.at, evidence: leaving.evidence, seenAt })(state);
    }
    const at = Math.min(lastSign(state, session), Math.max(next.at, session.startedAt));
    return endInferred(session, { at, evidence: 'NextStart', seenAt })(state);
  };
