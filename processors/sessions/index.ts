// The room `sessions`: one row a charging session, from its start to its end and what comes late.

import type { Context, Emission, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import { heldEnded, isToldEnd } from '../ended.ts';
import type { FactOf } from '../facts.ts';
import { phaseOf } from './course.ts';
import { redrawn, sessionsOf } from './redrawn.ts';
import type { Session } from './session.ts';
import { copyOf } from './row.ts';
import { carrying, changed, opened, turned } from './session.ts';
import { sessions } from './table.ts';

type Held = Readonly<Record<string, Session>>;

interface State {
  readonly open: Held;
  /** Sessions that ended, oldest first: what comes late still changes them. */
  readonly ended: Held;
  /** The word that each port last said of itself. */
  readonly words: Readonly<Record<string, string>>;
}

const listens = [
  'SessionStarted',
  'SessionStartMetered',
  'SessionIdentified',
  'SessionPlaced',
  'SessionAuthorized',
  'SessionUpdated',
  'SessionMarked',
  'SessionReopened',
  'SessionEnded',
  'SessionEndCorrected',
  'SessionRecalled',
  'EnergyDelivered',
  'EnergyRedrawn',
  'MeterSampled',
  'PortStatusReported',
] as const;

type Listened = FactOf<(typeof listens)[number]>;

const initial: State = { open: {}, ended: {}, words: {} };

/** Open sessions held per station; beyond it the oldest is let go, and stays open in its table. */
export const openSessionsLimit = 20;
/** Ports whose last word is held. */
export const portWordsLimit = 64;

const step = (state: State, fact: Listened, context: Context): Step<State> => {
  if (fact.type === 'PortStatusReported') return spoke(state, fact, context);
  if (fact.type === 'EnergyRedrawn') return drawnAnew(state, fact, context);
  if (fact.sessionId === null) return still(state);
  const before = state.open[fact.sessionId] ?? state.ended[fact.sessionId];
  if (before === undefined) {
    if (fact.type !== 'SessionStarted') return still(state);
    return told(state, opened(fact, context, state.words[fact.port] ?? ''));
  }
  const after = changed(before, fact, context);
  // Most samples change neither a peak nor a charge: then there is nothing to say.
  return after === before ? still(state) : told(state, marked(after, context), isEnd(fact));
};

export default room({
  name: 'sessions',
  about: 'Charging sessions: when, how much, who, how they went and how they ended.',
  listens,
  tables: [sessions],
  initial,
  step,
});

/** Energy that was told before is shared out anew among the sessions that it is of. */
const drawnAnew = (before: State, fact: FactOf<'EnergyRedrawn'>, context: Context): Step<State> => {
  let state = before;
  const rows: Emission[] = [];
  for (const sessionId of sessionsOf(fact)) {
    const session = state.open[sessionId] ?? state.ended[sessionId];
    if (session === undefined) continue;
    const after = marked(redrawn(session, fact), context);
    state = hold(state, after);
    rows.push(emit(sessions, after.row));
  }
  return { state, rows };
};

const marked = (session: Session, { eventId, receivedAt }: Context): Session => {
  if (session.row.last_event_id === eventId) return session;
  const row = copyOf(session.row);
  row.last_event_id = eventId;
  // Clocks of gateways differ: whoever asks for what changed since must not miss it.
  row.changed_at = Math.max(row.changed_at, receivedAt);
  return carrying(session, row);
};

/** What a 1.6 connector says of itself tells how the session on it goes. */
const spoke = (state: State, fact: FactOf<'PortStatusReported'>, context: Context): Step<State> => {
  const phase = phaseOf(fact.statusReported);
  const heard = withWord(state, fact);
  if (phase === null) return still(heard);
  const rows: Emission[] = [];
  let open = heard.open;
  for (const [id, session] of Object.entries(heard.open)) {
    const { port, started_at } = session.row;
    if (port !== fact.port || fact.at < started_at) continue;
    const after = turned(session, fact.at, phase);
    if (after === session) continue;
    const next = marked(after, context);
    open = { ...open, [id]: next };
    rows.push(emit(sessions, next.row));
  }
  return rows.length === 0 ? still(heard) : { state: { ...heard, open }, rows };
};

const withWord = (state: State, { port, statusReported }: FactOf<'PortStatusReported'>): State => {
  const { words } = state;
  if (words[port] === statusReported) return state;
  if (!(port in words) && Object.keys(words).length >= portWordsLimit) return state;
  return { ...state, words: { ...words, [port]: statusReported } };
};

/** Interpretation holds a session anew whose end is told again, and so does this room. */
const isEnd = ({ type }: Listened): boolean =>
  type === 'SessionEnded' || type === 'SessionEndCorrected';

const told = (state: State, session: Session, ends = false): Step<State> => ({
  state: hold(state, session, ends),
  rows: [emit(sessions, session.row)],
});

const hold = (state: State, session: Session, ends = false): State => {
  const { session_id } = session.row;
  const { open, ended } = state;
  if (session.row.state === 'open') {
    return {
      open: put(open, session, openSessionsLimit),
      ended: session_id in ended ? without(ended, session_id) : ended,
      words: state.words,
    };
  }
  if (!ends && session_id in ended) return { ...state, ended: { ...ended, [session_id]: session } };
  const all = { ...without(ended, session_id), [session_id]: session };
  const held = heldEnded(Object.entries(all), ([, { row }]) => !isToldEnd(row.end_evidence));
  return {
    open: session_id in open ? without(open, session_id) : open,
    ended: Object.fromEntries(held),
    words: state.words,
  };
};

const put = (held: Held, session: Session, limit: number): Held => {
  const { session_id } = session.row;
  if (session_id in held) return { ...held, [session_id]: session };
  const newest = Object.entries(held).slice(-limit + 1);
  return { ...Object.fromEntries(newest), [session_id]: session };
};

const without = (held: Held, sessionId: string): Held =>
  Object.fromEntries(Object.entries(held).filter(([id]) => id !== sessionId));
