// The room `energy`: spans of the register cut into quarters of an hour and into hours, exactly.

import type { Context, Emission, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import type { Bucket, Counted, Ports } from './port-energy.ts';
import { counted, drawnAnew } from './port-energy.ts';
import { sharesOf } from './shares.ts';
import { energyHours, otherEnergy, sessionEnergy } from './table.ts';

/** Energy so far of the buckets that later spans of the quantity may still touch. */
type Open = Bucket;

interface State {
  /** Import of the ports: what came late may change it. */
  readonly ports: Ports;
  /** Open buckets by port and quantity where it is no import. */
  readonly others: Others;
}

/** The open buckets of a port and quantity. */
interface Track {
  readonly key: string;
  readonly open: readonly Open[];
}

/** Oldest first. A list, since every reading changes one: a record would be spread. */
type Others = readonly Track[];

type OtherMoved = FactOf<'OtherEnergyMoved'>;
type Listened = FactOf<'EnergyDelivered' | 'EnergyRedrawn' | 'OtherEnergyMoved'>;

const initial: State = { ports: [], others: [] };

/** Quantities of ports held per station; beyond it the one that began first is let go. */
export const openTracksLimit = 160;

const step = (state: State, fact: Listened, context: Context): Step<State> => {
  switch (fact.type) {
    case 'EnergyDelivered': {
      if (fact.energy_mwh === 0) return still(state);
      const { from, to, energy_mwh, registerFrom_mwh, registerTo_mwh } = fact;
      const sessionId = fact.sessionId ?? '';
      const span = [from, to, energy_mwh, sessionId, registerFrom_mwh, registerTo_mwh] as const;
      return told(state, counted(state.ports, fact.port, span), { port: fact.port, context });
    }
    case 'EnergyRedrawn':
      return told(state, drawnAnew(state.ports, fact), { port: fact.port, context });
    case 'OtherEnergyMoved':
      return moved(state, fact, context);
  }
};

interface Where {
  readonly port: number;
  readonly context: Context;
}

const told = (
  { others }: State,
  { ports, buckets, hours }: Counted,
  { port, context }: Where,
): Step<State> => {
  const { tenant, stationId: station_id } = context;
  const rows: Emission[] = [];
  for (const { bucketStart: bucket_start, sessionId: session_id, energy_mwh: energy_wh } of buckets)
    rows.push(
      emit(sessionEnergy, { tenant, station_id, port, bucket_start, session_id, energy_wh }),
    );
  for (const { hourStart, sessionId, energy_mwh, previousHourStart } of hours)
    rows.push(
      emit(energyHours, {
        tenant,
        hour_start: hourStart,
        station_id,
        port,
        session_id: sessionId,
        of_session: sessionId !== '',
        energy_wh: energy_mwh,
        previous_hour_start: previousHourStart,
      }),
    );
  return { state: { ports, others }, rows };
};

const moved = (state: State, fact: OtherMoved, context: Context): Step<State> => {
  if (fact.energy_mwh === 0) return still(state);
  const sessionId = fact.sessionId ?? '';
  const key = `${fact.port}/${fact.quantity}`;
  const place = state.others.findIndex((track) => track.key === key);
  let open = state.others[place]?.open ?? [];
  const rows: Emission[] = [];
  for (const share of sharesOf(fact)) {
    // Spans of a quantity follow each other in time, so buckets before this one are complete.
    const last = open.find((one) => sameBucket(one, share.bucketStart, sessionId));
    const bucket: Open = {
      bucketStart: share.bucketStart,
      sessionId,
      energy_mwh: (last?.energy_mwh ?? 0) + share.energy_mwh,
    };
    const later = open.filter((one) => one !== last && one.bucketStart >= share.bucketStart);
    later.push(bucket);
    open = later;
    rows.push(rowOf(fact, bucket, context));
  }
  return { state: { ports: state.ports, others: held(state.others, place, { key, open }) }, rows };
};

const held = (others: Others, place: number, track: Track): Others => {
  const tracks = others.length < openTracksLimit || place >= 0 ? others.slice() : others.slice(1);
  if (place >= 0) tracks[place] = track;
  else tracks.push(track);
  return tracks;
};

const rowOf = (fact: OtherMoved, { bucketStart, sessionId, energy_mwh }: Open, context: Context) =>
  emit(otherEnergy, {
    tenant: context.tenant,
    station_id: context.stationId,
    port: fact.port,
    bucket_start: bucketStart,
    session_id: sessionId,
    quantity: fact.quantity,
    unit: fact.quantity.startsWith('reactive') ? 'varh' : 'Wh',
    amount: energy_mwh,
  });

const sameBucket = (open: Open, bucketStart: number, sessionId: string): boolean =>
  open.bucketStart === bucketStart && open.sessionId === sessionId;

export default room({
  name: 'energy',
  about:
    'Energy by port, session and quarter of an hour, and by hour; what belongs to no session as well.',
  listens: ['EnergyDelivered', 'EnergyRedrawn', 'OtherEnergyMoved'],
  tables: [sessionEnergy, energyHours, otherEnergy],
  initial,
  step,
});
