// Joins what messages say of transactions to sessions of the ledger, and readings to sessions.

import type { Fact } from '../facts.ts';
import type { SaidOf } from './said.ts';
import type { OpenSession, StationState, Told } from './state.ts';
import { openUnheard, openUntracked } from './transactions/begin-unheard.ts';
import { resume, stays } from './transactions/continue.ts';
import { isInferred } from './transactions/end.ts';
import { endedWith, lastReading, namesNone } from './transactions/find.ts';
import { openAt, openWith, portByRegister } from './transactions/find.ts';
import type { Source } from './transactions/keep.ts';
import { change, doubted, inTurn, nothing } from './transactions/keep.ts';
import { place } from './transactions/place.ts';
import { readAtPort } from './transactions/read.ts';

type Read = SaidOf<'MeterRead'>;

/** A reading of a port, or of the port of the transaction that it names. */
export const meterRead = (before: StationState, said: Read, source: Source): Told<Fact> => {
  const placed = placedByRegister(before, said);
  if (placed === null) return readAt(before, said, source);
  return inTurn(before, placed, (state) => readAt(state, said, source));
};

/** Puts a session of which nobody said the port on the one whose register it goes on from. */
const placedByRegister = (state: StationState, said: Read) => {
  if ((said.port ?? 0) !== 0 || said.register_mwh === null) return null;
  const session = openWith(state, said.transactionId, said.port);
  if (session === null || session.port !== 0) return null;
  const { at, transactionId } = said;
  const port = portByRegister(state, said.register_mwh);
  if (port === null) return null;
  return (before: StationState): Told<Fact> =>
    inTurn(before, place(session, { at, port, connectorId: 0 }), (placed) => ({
      state: placed,
      facts: [doubted({ at, port }, 'port_inferred', transactionId)],
    }));
};

const readAt = (state: StationState, said: Read, source: Source): Told<Fact> => {
  const session = openWith(state, said.transactionId, said.port);
  // What the connector says of itself is physical; the id is only a name.
  const port = said.port === null || said.port === 0 ? (session?.port ?? said.port) : said.port;
  if (port === null) return unplaced(state, said);
  const present = session?.port === port ? session : openAt(state, port);
  const there = { ...said, port };
  if (present === null) {
    const brought = bring(state, there, source);
    return brought === null ? readAtPort(state, there) : andRead(brought, there);
  }
  const joined = join(state, present, there);
  return joined === null ? readAtPort(state, there) : andRead(joined, there);
};

type Placed = Read & { readonly port: number };

const andRead = (before: Told<Fact>, said: Placed): Told<Fact> => {
  const read = readAtPort(before.state, said);
  return { state: read.state, facts: [...before.facts, ...read.facts] };
};

/** Values of a transaction that is not open, of which no port is said: kept in the log only. */
const unplaced = (state: StationState, said: Read): Told<Fact> => {
  const ended = endedWith(state, said.transactionId);
  if (ended !== null) return readAtPort(state, { ...said, port: ended.session.port });
  const about = { at: said.at, port: 0 };
  return { state, facts: [doubted(about, 'session_unknown', said.transactionId)] };
};

/** What a reading changes in the open session of its port; null where it is nothing, as mostly. */
const join = (state: StationState, session: OpenSession, said: Placed): Told<Fact> | null => {
  const going = isSign(state, session, said) ? stays(session, said.at) : session;
  const adopts =
    session.transactionId === '' &&
    session.memory.kind === 'transaction' &&
    !namesNone(state, said.transactionId) &&
    endedWith(state, said.transactionId) === null;
  if (!adopts) return going === session ? null : nothing(change(state, going));
  const { sessionId, port } = session;
  const { at, transactionId } = said;
  const pendingStarts = state.pendingStarts.filter((one) => one.sessionId !== sessionId);
  return {
    state: change({ ...state, pendingStarts }, { ...going, transactionId }),
    facts: [
      { type: 'SessionIdentified', at, port, sessionId, transactionId },
      doubted({ at, port }, 'transaction_id_adopted', transactionId),
    ],
  };
};

/** Whether a reading shows that its session goes on: it names it, or energy flowed. */
const isSign = (state: StationState, session: OpenSession, said: Placed): boolean => {
  if (session.memory.leaving === null) return false;
  if (said.transactionId === session.transactionId && !namesNone(state, said.transactionId))
    return true;
  const last = lastReading(state, session.port);
  return last !== null && said.register_mwh !== null && said.register_mwh > last.register_mwh;
};

/** The session that a reading brings to a port without one: gone too early, unheard or untracked. */
const bring = (state: StationState, said: Placed, source: Source): Told<Fact> | null => {
  const { at, port, register_mwh, transactionId } = said;
  if (port === 0) return null;
  if (!namesNone(state, transactionId)) {
    const ended = endedWith(state, transactionId);
    if (ended !== null) {
      const resumed = isInferred(ended) && ended.session.port === port && at > ended.endedAt;
      return resumed ? inTurn(state, resume(ended, at)) : null;
    }
    if (register_mwh === null && said.power_mw === null) return null;
    const unheard = { at, port, connectorId: 0, transactionId, idToken: '', tokenType: '' };
    return openUnheard(state, { ...unheard, register_mwh, evidence: 'MeterValues' }, source);
  }
  const since = state.transactions.charging[String(port)];
  const last = lastReading(state, port);
  if (since === undefined || last === null || register_mwh === null) return null;
  if (register_mwh <= last.register_mwh || at < last.at) return null;
  return openUntracked(state, { port, since, register_mwh: last.register_mwh }, source);
};
