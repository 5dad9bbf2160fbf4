// The room `availability`: the neutral timeline of each port, without gap or overlap, and outages.

import type { Context, Emission, Step } from '../define.ts';
import { room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import type { Claim } from './claims.ts';
import { claimAt, claimed, connectorLayer, nothingClaimed } from './claims.ts';
import type { Asked } from './commands.ts';
import { answered, asks } from './commands.ts';
import type { Packed } from './packed.ts';
import { pack, unpack, wordAt } from './packed.ts';
import { rowsBetween } from './rows.ts';
import { availability, availabilityByTime, outages } from './table.ts';
import type { Port } from './timeline.ts';
import { forgetting, timelineOf } from './timeline.ts';

interface State {
  /** By port; what is said of the station as a whole is in port 0, and in every other one. */
  readonly ports: Readonly<Record<string, Packed>>;
  /** Commands that make ports inoperative or operative, and are not answered yet. */
  readonly asked: readonly Asked[];
}

const station: Port = { port: 0, ...nothingClaimed, anchor: null, outage: null };

const initial: State = { ports: { 0: pack(station) }, asked: [] };

/** Ports of which a station has a timeline. */
export const portsLimit = 64;
/** What is remembered of a port at most, and of all ports of a station together. */
export const claimsLimit = 32;
const claimsOfStation = 128;
const claimsOfPort_min = 2;

const listens = [
  'StationConnected',
  'StationDisconnected',
  'PortStatusReported',
  'PortStatusRecalled',
  'SessionUpdated',
  'SessionEnded',
  'CommandIssued',
  'CommandAnswered',
] as const;

type Listened = FactOf<(typeof listens)[number]>;

const step = (state: State, fact: Listened, context: Context): Step<State> => {
  switch (fact.type) {
    case 'StationConnected':
      return told(state, connecting(state, fact, context), { port: 0, context });
    case 'StationDisconnected':
      return told(state, [{ at: fact.at, ...awayOf(fact.side), eventId: context.eventId }], {
        port: 0,
        context,
      });
    case 'PortStatusReported':
    case 'PortStatusRecalled':
      return report(state, fact, context);
    case 'SessionUpdated':
      return fact.chargingState === ''
        ? still(state)
        : charge(state, fact, { charging: fact.chargingState === 'Charging', context });
    case 'SessionEnded':
      return charge(state, fact, { charging: false, context });
    case 'CommandIssued':
      return still({ ...state, asked: asks(state.asked, fact) });
    case 'CommandAnswered': {
      const { asked, claims } = answered(state.asked, fact);
      if (asked === state.asked) return still(state);
      return told({ ...state, asked }, claims, { port: fact.port, context });
    }
  }
};

/** What our own gateway did is no outage of the station: then nothing is known. */
const awayOf = (side: 'station' | 'gateway') =>
  side === 'station'
    ? { layer: 'line', value: 'offline', word: 'connection_lost' }
    : { layer: 'line', value: 'unknown', word: 'gateway_away' };

const connecting = (
  state: State,
  fact: FactOf<'StationConnected'>,
  { eventId }: Context,
): readonly Claim[] => {
  const back: Claim = { at: fact.at, layer: 'line', value: 'up', word: 'connected', eventId };
  const line = claimAt(portOf(state, 0) ?? station, 'line', fact.at);
  // A gateway that ended without a word: nothing is known since it last heard of the station.
  const gone = fact.before === 'gateway' && line?.value === 'up';
  return gone ? [{ at: fact.lastSeenAt, ...awayOf('gateway'), eventId }, back] : [back];
};

/** Nothing can have happened after it was heard of, whatever the clock of the station says. */
const notAhead = (at: number, { receivedAt }: Context): number => Math.min(at, receivedAt);

const report = (
  state: State,
  fact: FactOf<'PortStatusReported' | 'PortStatusRecalled'>,
  context: Context,
): Step<State> => {
  const claim: Claim = {
    at: notAhead(fact.at, context),
    layer: fact.port === 0 ? 'station' : connectorLayer(fact.connectorId),
    value: fact.status,
    word: fact.statusReported,
    eventId: context.eventId,
  };
  return told(state, [claim], { port: fact.port, context });
};

const charge = (
  state: State,
  fact: { readonly port: number; readonly at: number },
  said: { readonly charging: boolean; readonly context: Context },
): Step<State> => {
  const port = state.ports[fact.port];
  if (port === undefined || fact.port === 0) return still(state);
  const { context } = said;
  const at = notAhead(fact.at, context);
  const value = said.charging ? 'yes' : 'no';
  if ((wordAt(port, 'charging', at) ?? 'no') === value) return still(state);
  const claim = { at, layer: 'charging', value, word: value, eventId: context.eventId };
  return told(state, [claim], { port: fact.port, context });
};

interface Place {
  readonly port: number;
  readonly context: Context;
}

const portOf = ({ ports }: State, id: number): Port | undefined => {
  const packed = ports[id];
  return packed === undefined ? undefined : unpack(id, packed);
};

/** A port of which only is known what holds of the whole station. */
const newPort = (state: State, id: number): Port => {
  const whole = portOf(state, 0) ?? station;
  return { ...whole, port: id, anchor: null, outage: null };
};

/** Ports that a word is about: port 0 stands for all of them. */
const idsOf = (state: State, port: number): readonly number[] =>
  port === 0 ? Object.keys(state.ports).map(Number) : [port];

const told = (state: State, claims: readonly Claim[], { port, context }: Place): Step<State> => {
  if (claims.length === 0) return still(state);
  const rows: Emission[] = [];
  const ports: Record<string, Packed> = { ...state.ports };
  for (const id of idsOf(state, port)) {
    const count = Object.keys(ports).length;
    const before = portOf(state, id);
    if (before === undefined && count >= portsLimit) return still(state);
    const known = before ?? newPort(state, id);
    const after = claims.reduce<Port>(claimed, known);
    if (after === before) continue;
    rows.push(...rowsBetween(timelineOf(known), timelineOf(after), { port: id, context }));
    ports[id] = pack(forgetting(after, limitOf(count)));
  }
  return { state: { ...state, ports }, rows };
};

const limitOf = (ports: number): number =>
  Math.max(claimsOfPort_min, Math.min(claimsLimit, Math.floor(claimsOfStation / ports)));

export default room({
  name: 'availability',
  about:
    'The neutral timeline of each port, and its outages; whether a state counts as up is for a ' +
    'rulebook.',
  listens,
  tables: [availability, availabilityByTime, outages],
  initial,
  step,
});
