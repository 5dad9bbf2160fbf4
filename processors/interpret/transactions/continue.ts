// Sessions go on: states of charging, numbers of messages, the EVSE that is named once.

import type { Fact, FactOf } from '../../facts.ts';
import type { SaidOf } from '../said.ts';
import type { EndedSession, OpenSession, StationState, Told } from '../state.ts';
import { openUnheard, verdictOf } from './begin-unheard.ts';
import { endByNextStart, isInferred, markedOf } from './end.ts';
import { endedWith, onlyPort, openAt, openWith } from './find.ts';
import type { Source } from './keep.ts';
import { amend, awaitAnswer, change, doubted, inTurn, nothing, reopen } from './keep.ts';
import { withMemory } from './keep.ts';
import { copyOfMemory } from './memory.ts';
import { place } from './place.ts';
import { countSeq } from './seq.ts';

type Continued = SaidOf<'TransactionContinued'>;

export const continued = (state: StationState, said: Continued, source: Source): Told<Fact> => {
  if (said.transactionId === '') return unnamed(state, said, source);
  const session = openWith(state, said.transactionId, said.port);
  if (session !== null) return goOn(session, said, source)(state);
  const ended = endedWith(state, said.transactionId);
  if (ended !== null) return continuedAfterEnd(state, ended, { said, source });
  return inTurn(
    state,
    giveWay(openAt(state, said.port ?? onlyPort(state)), said),
    (before) =>
      openUnheard(before, { ...said, register_mwh: null, evidence: 'TransactionEvent' }, source),
    (opened) => {
      const unheard = openWith(opened, said.transactionId, said.port);
      return unheard === null ? nothing(opened) : goOn(unheard, said, source)(opened);
    },
  );
};

/** The session that was on a port before another one was heard of there. */
const giveWay = (present: OpenSession | null, { at }: Continued) =>
  present === null || present.startedAt > at ? nothing : endByNextStart(present, { at });

/** A message without an id is of the session on its EVSE, where it names one. */
const unnamed = (state: StationState, said: Continued, source: Source): Told<Fact> => {
  const session = openAt(state, said.port);
  if (session !== null) return goOn(session, said, source)(state);
  const about = { at: said.at, port: said.port ?? 0 };
  return { state, facts: [doubted(about, 'session_unknown', '')] };
};

const goOn =
  (session: OpenSession, said: Continued, source: Source) =>
  (state: StationState): Told<Fact> => {
    const moved = said.port !== null && said.port !== 0 && said.port !== session.port;
    // Nearly always the session is where it was, and nothing is new but the state of charging.
    if (!moved) return tell(state, session, { said, source });
    return inTurn(state, place(session, said), (placed) => {
      const present = placed.sessions.find((one) => one.sessionId === session.sessionId) ?? session;
      return tell(placed, present, { said, source });
    });
  };

interface Telling {
  readonly said: Continued;
  readonly source: Source;
}

const tell = (state: StationState, session: OpenSession, telling: Telling): Told<Fact> => {
  const { said, source } = telling;
  const going = authorized(stays(session, said.at), said);
  const kept = going === session ? state : change(state, going);
  const facts = updateOf(going, said);
  if (said.idToken === '') return { state: kept, facts };
  const typed = going.memory.tokenType === session.memory.tokenType;
  return {
    state: awaitAnswer(kept, source.messageId, session.sessionId),
    facts: typed ? facts : [...facts, verdictOf(going, said.at)],
  };
};

/** The session with the token that a message brings, where it had none. */
const authorized = (session: OpenSession, { idToken, tokenType }: Continued): OpenSession => {
  const named = session.idToken === '' && idToken !== '';
  const typed = session.memory.tokenType === '' && tokenType !== '';
  if (!named && !typed) return session;
  return {
    ...session,
    idToken: session.idToken || idToken,
    memory: { ...session.memory, tokenType: session.memory.tokenType || tokenType },
  };
};

type Updated = FactOf<'SessionUpdated'>;

const recalled = (fact: Updated): Fact => ({ ...fact, type: 'SessionRecalled' });

const updateOf = (session: OpenSession, said: Continued): readonly Updated[] => {
  const { chargingState, idToken } = said;
  if (chargingState === '' && idToken === '') return [];
  const { sessionId, port } = session;
  return [{ type: 'SessionUpdated', at: said.at, port, sessionId, chargingState, idToken }];
};

/** A session of which something is heard has not left. */
export const stays = (session: OpenSession, at: number): OpenSession =>
  session.memory.leaving === null || at <= session.memory.leaving.at
    ? session
    : { ...session, memory: { ...session.memory, leaving: null } };

/** A message after the end: it opens a session again whose end was only inferred. */
const continuedAfterEnd = (
  state: StationState,
  ended: EndedSession,
  { said, source }: { readonly said: Continued; readonly source: Source },
): Told<Fact> => {
  const { session } = ended;
  const about = { at: said.at, port: session.port };
  if (said.at <= ended.endedAt) return { state, facts: updateOf(session, said).map(recalled) };
  if (!isInferred(ended) || openAt(state, session.port) !== null) {
    return { state, facts: [doubted(about, 'session_unknown', said.transactionId)] };
  }
  return inTurn(state, resume(ended, said.at), goOn(session, said, source));
};

export const resume =
  (ended: EndedSession, at: number) =>
  (state: StationState): Told<Fact> => {
    const { sessionId, port } = ended.session;
    return {
      state: reopen(state, ended),
      facts: [
        { type: 'SessionReopened', at, port, sessionId },
        doubted({ at, port }, 'session_resumed', `${ended.evidence} had ended it`),
      ],
    };
  };

/** Counts a message of a transaction; a gap is told at the end, when nothing more can fill it. */
export const counted = (state: StationState, said: SaidOf<'TransactionCounted'>): Told<Fact> => {
  const session = openWith(state, said.transactionId, null);
  const ended = session === null ? endedWith(state, said.transactionId) : null;
  const own = session ?? ended?.session;
  if (own === undefined) return nothing(state);
  const { memory } = own;
  const seq = said.seqNo === null ? memory.seq : countSeq(memory.seq, said.seqNo);
  const remembered = copyOfMemory(memory);
  remembered.offline = memory.offline || said.offline;
  remembered.seq = seq ?? memory.seq;
  remembered.seqRepeats = memory.seqRepeats + (seq === null ? 1 : 0);
  const after = withMemory(own, remembered);
  const about = { at: said.at, port: own.port };
  // Stations that never count would fill the flags: the first repeat of a session speaks for all.
  const repeated: readonly Fact[] =
    seq === null && memory.seqRepeats === 0
      ? [doubted(about, 'seq_repeated', `${said.seqNo}`)]
      : [];
  if (ended === null) return { state: change(state, after), facts: repeated };
  return {
    state: amend(state, { ...ended, session: after }),
    facts: [...repeated, markedOf(after, said.at)],
  };
};
