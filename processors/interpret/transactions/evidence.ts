// Evidence about sessions in statuses and boots: over, flickering, or charging without a start.

import type { Fact } from '../../facts.ts';
import type { SaidOf } from '../said.ts';
import type { OpenSession, StationState, Told } from '../state.ts';
import { endInferred, lastSign } from './end.ts';
import { openAt } from './find.ts';
import { inTurn, known, nothing, remember } from './keep.ts';
import type { Leaving } from './memory.ts';
import { availableGrace_ms, bootGrace_ms, flicker_ms } from './memory.ts';

type Status = SaidOf<'PortStatus'>;

/** Words of 1.6 that a connector says only while a transaction runs. */
const running: ReadonlySet<string> = new Set(['Charging', 'SuspendedEV', 'SuspendedEVSE']);

export const statusHeard = (before: StationState, said: Status): Told<Fact> => {
  if (said.port === 0) return nothing(before);
  const state = known(before, said.port);
  const session = openAt(state, said.port);
  if (session === null) return nothing(unexplained(state, said));
  if (said.at < session.startedAt || session.memory.replayed) return nothing(state);
  if (running.has(said.statusReported)) return nothing(stay(state, session));
  if (session.memory.kind === 'untracked') {
    return endInferred(session, { at: said.at, evidence: 'Status', seenAt: said.at })(state);
  }
  if (said.status === 'available') {
    const leaving = { evidence: 'Available', at: said.at, heardAt: state.lastSeenAt } as const;
    // The first time that the port was free is when the vehicle left.
    return session.memory.leaving?.evidence === 'Available'
      ? nothing(state)
      : nothing(remember(state, session, { leaving }));
  }
  return said.status === 'occupied' ? occupied(state, session, said) : nothing(state);
};

/** A vehicle after the port was free: the same one if that was for a moment, else the next one. */
const occupied = (state: StationState, session: OpenSession, said: Status): Told<Fact> => {
  const { leaving } = session.memory;
  if (leaving?.evidence !== 'Available' || said.at < leaving.at) return nothing(state);
  if (said.at - leaving.at < flicker_ms) return nothing(stay(state, session));
  return endInferred(session, { ...leaving, seenAt: said.at })(state);
};

const stay = (state: StationState, session: OpenSession): StationState =>
  session.memory.leaving === null ? state : remember(state, session, { leaving: null });

/** Since when a port charges that has no session. */
const unexplained = (state: StationState, said: Status): StationState => {
  const { transactions } = state;
  const charges = String(said.port) in transactions.charging;
  if (said.statusReported === 'Charging' && !charges) {
    const charging = { ...transactions.charging, [said.port]: said.at };
    return { ...state, transactions: { ...transactions, charging } };
  }
  if (!charges || running.has(said.statusReported)) return state;
  const { [String(said.port)]: _over, ...charging } = transactions.charging;
  return { ...state, transactions: { ...transactions, charging } };
};

/** A boot: unless they are heard of again, the sessions of before ended with their last sign. */
export const bootHeard = (state: StationState, said: SaidOf<'Booted'>): StationState => {
  const { model, firmwareVersion } = said;
  const sessions = state.sessions.map((one) =>
    one.memory.leaving === null
      ? { ...one, memory: { ...one.memory, leaving: bootOf(state, one) } }
      : one,
  );
  return {
    ...state,
    sessions,
    transactions: { ...state.transactions, model, firmwareVersion, charging: {} },
  };
};

const bootOf = (state: StationState, session: OpenSession): Leaving => ({
  evidence: 'Boot',
  at: lastSign(state, session),
  heardAt: state.lastSeenAt,
});

const graceOf = ({ evidence }: Leaving): number =>
  evidence === 'Boot' ? bootGrace_ms : availableGrace_ms;

/** Ends the sessions of which it is clear by now, by what the station goes on to say, that they are over. */
export const settle = (state: StationState): Told<Fact> => {
  const now = state.lastSeenAt;
  const over = ({ memory }: OpenSession) =>
    memory.leaving !== null && now - memory.leaving.heardAt >= graceOf(memory.leaving);
  if (!state.sessions.some(over)) return { state, facts: none };
  return inTurn(
    state,
    ...state.sessions
      .filter(over)
      .map(
        (session) => (current: StationState) =>
          session.memory.leaving === null
            ? nothing(current)
            : endInferred(session, { ...session.memory.leaving, seenAt: now })(current),
      ),
  );
};

const none: readonly Fact[] = [];
