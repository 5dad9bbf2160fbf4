// The room `availability`: the neutral timeline of each port, without gap or overlap.

import type { Context, Emission, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import type { PortStatus } from '../facts/status.ts';
import { availability } from './table.ts';

interface Interval {
  readonly startedAt: number;
  readonly state: string;
  readonly cause: string;
  readonly eventId: string;
}

interface Port {
  readonly interval: Interval;
  /** What the station last said of the port, and in which word. */
  readonly status: PortStatus;
  readonly statusReported: string;
  /** Whether a 2.x transaction last said that energy flows. */
  readonly charging: boolean;
}

interface State {
  /** Null while a connection is open: then ports are as reported. */
  readonly away: { readonly state: string; readonly cause: string } | null;
  readonly connectedAt: number;
  readonly ports: Readonly<Record<string, Port>>;
}

const initial: State = { away: null, connectedAt: 0, ports: {} };

const listens = [
  'StationConnected',
  'StationDisconnected',
  'PortStatusReported',
  'SessionUpdated',
  'SessionEnded',
] as const;

type Listened = FactOf<(typeof listens)[number]>;

const step = (state: State, fact: Listened, context: Context): Step<State> => {
  switch (fact.type) {
    case 'StationConnected':
      return connect(state, fact, context);
    case 'StationDisconnected':
      return leave(state, awayOf(fact.side), { at: fact.at, context });
    case 'PortStatusReported':
      return report(state, fact, context);
    case 'SessionUpdated':
      return fact.chargingState === ''
        ? still(state)
        : charge(state, fact, { charging: fact.chargingState === 'Charging', context });
    case 'SessionEnded':
      return charge(state, fact, { charging: false, context });
  }
};

/** What our own gateway did is no outage of the station: then nothing is known. */
const awayOf = (side: 'station' | 'gateway') =>
  side === 'station'
    ? { state: 'offline', cause: 'connection_lost' }
    : { state: 'unknown', cause: 'gateway_away' };

const connect = (state: State, fact: FactOf<'StationConnected'>, context: Context): Step<State> => {
  // A gateway that ended without a word: nothing is known since it last heard of the station.
  const gone =
    fact.before === 'gateway' && state.away === null
      ? leave(state, awayOf('gateway'), { at: fact.lastSeenAt, context })
      : still(state);
  const back = { ...gone.state, away: null, connectedAt: fact.at };
  const returned = all(back, { at: fact.at, context });
  return { state: returned.state, rows: [...gone.rows, ...returned.rows] };
};

interface Moment {
  readonly at: number;
  readonly context: Context;
}

const leave = (state: State, away: State['away'], moment: Moment): Step<State> =>
  all({ ...state, away }, moment);

/** Brings every port to what now holds. */
const all = (state: State, moment: Moment): Step<State> => {
  const rows: Emission[] = [];
  const ports: Record<string, Port> = {};
  for (const [id, port] of Object.entries(state.ports)) {
    const next = advance(state, port, moment);
    ports[id] = next;
    rows.push(...rowsOf(port, next, { id: Number(id), context: moment.context }));
  }
  return { state: { ...state, ports }, rows };
};

const report = (
  state: State,
  fact: FactOf<'PortStatusReported'>,
  context: Context,
): Step<State> => {
  const before = state.ports[fact.port];
  const { status, statusReported } = fact;
  const at = Math.max(fact.at, before?.interval.startedAt ?? state.connectedAt);
  const moment = { at, context };
  const reported = { status, statusReported, charging: before?.charging ?? false };
  const port: Port =
    before === undefined
      ? { ...reported, interval: intervalOf(state, reported, moment) }
      : advance(state, { ...before, ...reported }, moment);
  return put(state, port, { id: fact.port, context });
};

const charge = (
  state: State,
  fact: { readonly port: number; readonly at: number },
  said: { readonly charging: boolean; readonly context: Context },
): Step<State> => {
  const before = state.ports[fact.port];
  if (before === undefined || before.charging === said.charging) return still(state);
  const port = advance(
    state,
    { ...before, charging: said.charging },
    { at: fact.at, context: said.context },
  );
  return put(state, port, { id: fact.port, context: said.context });
};

interface Place {
  readonly id: number;
  readonly context: Context;
}

const put = (state: State, port: Port, place: Place): Step<State> => ({
  state: { ...state, ports: { ...state.ports, [place.id]: port } },
  rows: rowsOf(state.ports[place.id], port, place),
});

type Reported = Pick<Port, 'status' | 'statusReported' | 'charging'>;

const intervalOf = (state: State, port: Reported, moment: Moment): Interval => {
  const eventId = moment.context.eventId;
  const startedAt = moment.at;
  if (state.away !== null) return { startedAt, eventId, ...state.away };
  const charging = port.charging && port.status === 'occupied';
  return {
    startedAt,
    eventId,
    state: charging ? 'charging' : port.status,
    cause: charging ? 'Charging' : port.statusReported,
  };
};

/** The port after a change: a new interval where its state differs, never before the current one. */
const advance = (state: State, port: Port, moment: Moment): Port => {
  const at = Math.max(moment.at, port.interval.startedAt);
  const interval = intervalOf(state, port, { ...moment, at });
  return interval.state === port.interval.state ? port : { ...port, interval };
};

const rowsOf = (before: Port | undefined, after: Port, place: Place): readonly Emission[] => {
  if (before?.interval === after.interval) return [];
  const ended = before === undefined || before.interval.startedAt === after.interval.startedAt;
  const closed = ended ? [] : [rowOf(before.interval, after.interval.startedAt, place)];
  return [...closed, rowOf(after.interval, null, place)];
};

const rowOf = (interval: Interval, endedAt: number | null, { id, context }: Place): Emission =>
  emit(availability, {
    tenant: context.tenant,
    station_id: context.stationId,
    port: id,
    started_at: interval.startedAt,
    state: interval.state,
    cause: interval.cause,
    ended_at: endedAt,
    event_id: interval.eventId,
  });

export default room({
  name: 'availability',
  about: 'The neutral timeline of each port; whether a state counts as up is for a rulebook.',
  listens,
  tables: [availability],
  initial,
  step,
});
