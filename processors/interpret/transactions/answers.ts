// Answers of the back end: ids of transactions, and verdicts on tokens.

import type { Fact } from '../../facts.ts';
import type { SaidOf } from '../said.ts';
import type { OpenSession, StationState, Told } from '../state.ts';
import { verdictOf } from './begin-unheard.ts';
import { namesNone, openWith } from './find.ts';
import { amend, change, doubted, nothing } from './keep.ts';
import type { Authorization } from './memory.ts';
import { askedLimit, formerIdsLimit } from './memory.ts';

type Named = SaidOf<'TransactionNamed'>;

/** The answer to a start, or to a 2.x message with a token. */
export const named = (before: StationState, said: Named): Told<Fact> => {
  const pending = before.pendingStarts.findLast((one) => one.messageId === said.messageId);
  if (pending === undefined) return nothing(before);
  const pendingStarts = before.pendingStarts.filter((one) => one !== pending);
  const state = { ...before, pendingStarts };
  const going = state.sessions.find((one) => one.sessionId === pending.sessionId);
  const ended = state.endedSessions.find((one) => one.session.sessionId === pending.sessionId);
  const session = going ?? ended?.session;
  if (session === undefined) return nothing(state);
  const answered = answer(session, said);
  const facts = factsOf(state, { before: session, after: answered, said });
  if (going !== undefined) return { state: change(state, answered), facts };
  return ended === undefined
    ? nothing(state)
    : { state: amend(state, { ...ended, session: answered }), facts };
};

const answer = (session: OpenSession, { transactionId, verdict }: Named): OpenSession => {
  const { memory } = session;
  const renamed = transactionId !== '' && transactionId !== session.transactionId;
  const former = renamed && session.transactionId !== '' ? [session.transactionId] : [];
  return {
    ...session,
    transactionId: transactionId || session.transactionId,
    memory: {
      ...memory,
      verdict: verdict || memory.verdict,
      formerIds: [...memory.formerIds, ...former].slice(-formerIdsLimit),
    },
  };
};

interface Answered {
  readonly before: OpenSession;
  readonly after: OpenSession;
  readonly said: Named;
}

const factsOf = (state: StationState, { before, after, said }: Answered): readonly Fact[] => {
  const { sessionId, port, transactionId } = after;
  const { at } = said;
  const facts: Fact[] = [];
  if (transactionId !== before.transactionId) {
    facts.push({ type: 'SessionIdentified', at, port, sessionId, transactionId });
    if (isTaken(state, after)) {
      facts.push(doubted({ at, port }, 'transaction_id_reused', transactionId));
    }
  }
  if (after.memory.verdict !== before.memory.verdict) facts.push(verdictOf(after, at));
  return facts;
};

/** Whether another session has the id of this one. */
const isTaken = (state: StationState, { sessionId, transactionId }: OpenSession): boolean => {
  const other = openWith(state, transactionId, null);
  if (other !== null && other.sessionId !== sessionId) return true;
  return (
    !namesNone(state, transactionId) &&
    state.endedSessions.some(
      ({ session }) => session.sessionId !== sessionId && session.transactionId === transactionId,
    )
  );
};

const withAuthorizations = (
  state: StationState,
  authorizations: readonly Authorization[],
): StationState => ({ ...state, transactions: { ...state.transactions, authorizations } });

export const authorizeAsked = (
  state: StationState,
  { at, messageId, idToken, tokenType }: SaidOf<'AuthorizeAsked'>,
): Told<Fact> => {
  const asked = { messageId, askedAt: at, idToken, tokenType, verdict: '' };
  const kept = state.transactions.authorizations.slice(-askedLimit + 1);
  return nothing(withAuthorizations(state, [...kept, asked]));
};

export const authorizeAnswered = (
  state: StationState,
  { at, messageId, verdict }: SaidOf<'AuthorizeAnswered'>,
): Told<Fact> => {
  const { authorizations } = state.transactions;
  const asked = authorizations.findLast((one) => one.messageId === messageId);
  if (asked === undefined) return nothing(state);
  const { askedAt, idToken, tokenType } = asked;
  const fact: Fact = {
    type: 'AuthorizationAnswered',
    at,
    port: 0,
    askedAt,
    idToken,
    tokenType,
    verdict,
  };
  const answered = authorizations.map((one) => (one === asked ? { ...one, verdict } : one));
  return { state: withAuthorizations(state, answered), facts: [fact] };
};
