// Sessions begin: for the first time, again, late, or out of order.

import type { Fact } from '../../facts.ts';
import type { StartTrigger } from '../../facts/transaction.ts';
import { readRegister } from '../registers.ts';
import type { SaidOf } from '../said.ts';
import type { EndedSession, OpenSession, StationState, Told } from '../state.ts';
import { freshMemory, startedOf, verdictOf } from './begin-unheard.ts';
import { endByNextStart } from './end.ts';
import { endedWith, openAt, openWith } from './find.ts';
import type { Source } from './keep.ts';
import { awaitAnswer, change, doubted, inTurn, known, nothing, open } from './keep.ts';
import { adoption_ms, bindingWindow_ms, replayed_ms } from './memory.ts';
import { place } from './place.ts';
import { isNoisy } from '../../../lib/token.ts';
import { sameToken } from '../../tokens.ts';

type Began = SaidOf<'TransactionBegan'>;

export const began = (state: StationState, said: Began, source: Source): Told<Fact> => {
  const repeated = repeatOf(state, said);
  if (repeated !== null) return beganAgain(state, repeated, { said, source });
  const early = heardBefore(state, said);
  if (early !== null) {
    return inTurn(state, place(early, said), (placed) =>
      adopt(placed, latest(placed, early), { said, source }),
    );
  }
  const present = presentAt(state, said);
  const older = present !== null && present.startedAt > said.at;
  const reused = endedWith(state, said.transactionId);
  return inTurn(
    spokenOf(state, said.port),
    present === null || older ? nothing : endByNextStart(present, said),
    readStart(said),
    (read) => opened(read, { said, source, older }),
    (told) => ({ state: told, facts: doubtsOf(said, { older, reused }) }),
  );
};

const latest = (state: StationState, session: OpenSession): OpenSession =>
  state.sessions.find((one) => one.sessionId === session.sessionId) ?? session;

interface Starting {
  readonly said: Began;
  readonly source: Source;
}

/** A 1.6 start names its connector, even where that is 0; a 2.x start may come before the cable. */
const presentAt = (state: StationState, { port, evidence }: Began): OpenSession | null =>
  evidence === 'StartTransaction' && port === 0
    ? (state.sessions.findLast((one) => one.port === 0) ?? null)
    : openAt(state, port);

/** A start that says the same again, as stations do when they missed the answer. */
const repeatOf = (state: StationState, said: Began): OpenSession | null => {
  const sessions = [...state.endedSessions.map((one) => one.session), ...state.sessions];
  if (said.evidence === 'StartTransaction') {
    return (
      sessions.findLast(
        (one) =>
          one.port === said.port &&
          one.startedAt === said.at &&
          one.startRegister_mwh === said.register_mwh &&
          one.memory.startKnown &&
          (one.idToken === said.idToken || sameToken(one.idToken, said.idToken)),
      ) ?? null
    );
  }
  const going = openWith(state, said.transactionId, said.port);
  if (going !== null) return going.memory.startKnown ? going : null;
  const ended = endedWith(state, said.transactionId);
  return ended !== null && said.at <= ended.endedAt ? ended.session : null;
};

const beganAgain = (
  state: StationState,
  session: OpenSession,
  { said, source }: Starting,
): Told<Fact> => ({
  state:
    said.transactionId === '' ? awaitAnswer(state, source.messageId, session.sessionId) : state,
  facts: [doubted({ at: said.at, port: session.port }, 'start_repeated', session.sessionId)],
});

/** A session that was opened before its start came: by its id, or by charging seen on the port. */
const heardBefore = (state: StationState, said: Began): OpenSession | null => {
  const named = openWith(state, said.transactionId, said.port);
  if (named !== null) return named.memory.startKnown ? null : named;
  const session = openAt(state, said.port);
  if (session === null || session.memory.startKnown) return null;
  // Of a transaction whose start was lost it is the start if it lies before what was heard of it.
  if (session.memory.kind === 'transaction') {
    return said.transactionId === '' && said.at <= session.startedAt ? session : null;
  }
  return said.at <= session.startedAt + adoption_ms ? session : null;
};

const adopt = (
  state: StationState,
  session: OpenSession,
  { said, source }: Starting,
): Told<Fact> => {
  const adopted: OpenSession = {
    ...session,
    transactionId: said.transactionId || session.transactionId,
    idToken: said.idToken || session.idToken,
    startedAt: said.at,
    startRegister_mwh: said.register_mwh ?? session.startRegister_mwh,
    memory: {
      ...session.memory,
      kind: 'transaction',
      connectorId: said.connectorId || session.memory.connectorId,
      tokenType: said.tokenType,
      startKnown: true,
    },
  };
  const { evidence } = said;
  const facts: Fact[] = [
    startedOf(state, adopted, { evidence, trigger: triggerOf(state, said) }),
    doubted({ at: said.at, port: adopted.port }, 'start_late', session.sessionId),
  ];
  const changed = change(state, adopted);
  return {
    state:
      said.transactionId === ''
        ? awaitAnswer(changed, source.messageId, session.sessionId)
        : changed,
    facts,
  };
};

const readStart =
  ({ at, port, register_mwh }: Began) =>
  (state: StationState): Told<Fact> =>
    register_mwh === null
      ? nothing(state)
      : readRegister(state, { at, port, register_mwh, session: null });

const opened = (
  state: StationState,
  { said, source, older }: Starting & { readonly older: boolean },
): Told<Fact> => {
  const authorized = authorizationOf(state, said);
  const session: OpenSession = {
    sessionId: source.sessionId(),
    port: said.port,
    transactionId: said.transactionId,
    idToken: said.idToken,
    startedAt: said.at,
    startRegister_mwh: said.register_mwh,
    baseline_mwh: said.register_mwh,
    memory: {
      ...freshMemory,
      connectorId: said.connectorId,
      tokenType: said.tokenType,
      verdict: authorized?.verdict ?? '',
      replayed: state.lastSeenAt - said.at > replayed_ms,
    },
  };
  const { evidence } = said;
  const trigger = triggerOf(state, said);
  const facts: Fact[] = [startedOf(state, session, { evidence, trigger })];
  if (session.memory.verdict !== '') facts.push(verdictOf(session, said.at));
  const kept = open(state, session, older);
  return {
    state:
      said.transactionId === '' ? awaitAnswer(kept, source.messageId, session.sessionId) : kept,
    facts,
  };
};

const doubtsOf = (
  said: Began,
  { older, reused }: { readonly older: boolean; readonly reused: EndedSession | null },
): readonly Fact[] => {
  const facts: Fact[] = [];
  if (older) facts.push(doubted(said, 'start_out_of_order', said.transactionId));
  if (reused !== null) facts.push(doubted(said, 'transaction_id_reused', said.transactionId));
  if (isNoisy(said.idToken)) facts.push(doubted(said, 'token_noise', JSON.stringify(said.idToken)));
  return facts;
};

/** The last authorisation of the token of a start, within the binding window by the station's clock. */
const authorizationOf = (state: StationState, { idToken }: Began) =>
  state.transactions.authorizations.findLast(
    (one) => sameToken(one.idToken, idToken) && state.lastSeenAt - one.askedAt <= bindingWindow_ms,
  );

/** What set a start going: its own word, the remote start that it answers to, or an Authorize. */
const triggerOf = (state: StationState, said: Began): StartTrigger => {
  if (said.trigger === 'remote' || said.remoteStartId !== '') return 'remote';
  const asked = state.transactions.remoteStarts.some(
    (one) =>
      !one.refused &&
      (one.port === null || one.port === said.port) &&
      sameToken(one.idToken, said.idToken) &&
      state.lastSeenAt - one.askedAt <= bindingWindow_ms,
  );
  if (asked) return 'remote';
  if (said.trigger !== 'unknown') return said.trigger;
  return authorizationOf(state, said) === undefined ? 'unknown' : 'authorized';
};

/** A port of the station was spoken of, and charging on it is explained. */
const spokenOf = (before: StationState, port: number): StationState => {
  const state = known(before, port);
  if (!(String(port) in state.transactions.charging)) return state;
  const { [String(port)]: _explained, ...charging } = state.transactions.charging;
  return { ...state, transactions: { ...state.transactions, charging } };
};
