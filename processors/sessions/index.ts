// The room `sessions`: one row a charging session, from its start to its end.

import type { RowOf } from '../../schemas/table.ts';
import type { Context, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { sessions } from './table.ts';

type Session = RowOf<typeof sessions>;

/** Sessions that may still change, by id. A session leaves when it has ended. */
type State = Readonly<Record<string, Session>>;

type Listened = FactOf<(typeof listens)[number]>;

const listens = [
  'SessionStarted',
  'SessionIdentified',
  'SessionUpdated',
  'SessionEnded',
  'EnergyDelivered',
  'MeterSampled',
] as const;

const initial: State = {};

/** Open sessions held per station; beyond it the oldest is let go, and stays open in its table. */
export const openSessionsLimit = 64;

const step = (state: State, fact: Listened, context: Context): Step<State> => {
  if (fact.sessionId === null) return still(state);
  const before = fact.type === 'SessionStarted' ? opened(fact, context) : state[fact.sessionId];
  if (before === undefined) return still(state);
  const after = changed(before, fact);
  // Most samples change neither a peak nor a charge: then there is nothing to say.
  if (after === state[fact.sessionId]) return still(state);
  return {
    state: after.state === 'ended' ? without(state, fact.sessionId) : held(state, after),
    rows: [emit(sessions, after)],
  };
};

export default room({
  name: 'sessions',
  about: 'Charging sessions: when, how much, who, and how they ended.',
  listens,
  tables: [sessions],
  initial,
  step,
});

const held = (state: State, session: Session): State => {
  if (session.session_id in state) return { ...state, [session.session_id]: session };
  const newest = Object.entries(state).slice(-openSessionsLimit + 1);
  return { ...Object.fromEntries(newest), [session.session_id]: session };
};

const without = (state: State, sessionId: string): State =>
  Object.fromEntries(Object.entries(state).filter(([id]) => id !== sessionId));

const opened = (fact: FactOf<'SessionStarted'>, context: Context): Session => ({
  tenant: context.tenant,
  opened_at: context.receivedAt,
  station_id: context.stationId,
  session_id: fact.sessionId,
  port: fact.port,
  connector_id: fact.connectorId,
  transaction_id: fact.transactionId,
  state: 'open',
  started_at: fact.at,
  ended_at: null,
  energy_wh: 0,
  register_start_wh: fact.register_mwh,
  register_end_wh: fact.register_mwh,
  readings: 0,
  power_w_max: null,
  soc_percent_start: null,
  soc_percent_end: null,
  id_token: fact.idToken,
  stop_reason: '',
  start_evidence: fact.evidence,
  end_evidence: '',
  first_event_id: context.eventId,
});

const changed = (session: Session, fact: Listened): Session => {
  switch (fact.type) {
    case 'SessionStarted':
      return session;
    case 'SessionIdentified':
      return { ...session, transaction_id: fact.transactionId };
    case 'SessionUpdated':
      return session.id_token === '' && fact.idToken !== ''
        ? { ...session, id_token: fact.idToken }
        : session;
    case 'SessionEnded':
      return {
        ...session,
        state: 'ended',
        ended_at: fact.at,
        stop_reason: fact.stopReason,
        end_evidence: fact.evidence,
      };
    case 'EnergyDelivered':
      return {
        ...session,
        energy_wh: session.energy_wh + fact.energy_mwh,
        register_start_wh: session.register_start_wh ?? fact.registerFrom_mwh,
        register_end_wh: fact.registerTo_mwh,
        readings: session.readings + 1,
      };
    case 'MeterSampled':
      return sampled(session, fact);
  }
};

const sampled = (session: Session, fact: FactOf<'MeterSampled'>): Session => {
  const power_w_max = highest(session.power_w_max, fact.power_mw);
  const soc_percent_start = session.soc_percent_start ?? fact.soc_mpercent;
  const soc_percent_end = fact.soc_mpercent ?? session.soc_percent_end;
  // The start is only set together with the end.
  return power_w_max === session.power_w_max && soc_percent_end === session.soc_percent_end
    ? session
    : { ...session, power_w_max, soc_percent_start, soc_percent_end };
};

const highest = (a: number | null, b: number | null): number | null => {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
};
