// The room `energy`: spans of the register cut into quarters of an hour, exactly.

import { floorTo, minute_ms } from '../../lib/time.ts';
import { mulDivFloor } from '../../lib/units.ts';
import type { Context, Emission, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { otherEnergy, sessionEnergy } from './table.ts';

/** Width of a bucket: the metering interval of EU balancing, and finer than any filing asks. */
export const bucket_ms = 15 * minute_ms;

/** Energy so far of the buckets that later spans of the port may still touch. */
interface Open {
  readonly bucketStart: number;
  readonly sessionId: string;
  readonly energy_mwh: number;
}

/** The open buckets of a port, or of a port and quantity where it is no import. */
interface Track {
  readonly key: string;
  readonly open: readonly Open[];
}

/** Oldest first. A list, since every reading changes one: a record would be spread. */
type State = readonly Track[];

type Moved = FactOf<'EnergyDelivered' | 'OtherEnergyMoved'>;

const initial: State = [];

const keyOf = (fact: Moved): string =>
  fact.type === 'EnergyDelivered' ? String(fact.port) : `${fact.port}/${fact.quantity}`;

/** Ports and quantities held per station; beyond it the one that began first is let go. */
export const openTracksLimit = 160;

const step = (state: State, fact: Moved, context: Context): Step<State> => {
  if (fact.energy_mwh === 0) return still(state);
  const sessionId = fact.sessionId ?? '';
  const key = keyOf(fact);
  const place = state.findIndex((track) => track.key === key);
  let open = state[place]?.open ?? [];
  const rows: Emission[] = [];
  for (const share of sharesOf(fact)) {
    // Spans of a port follow each other in time, so buckets before this one are complete.
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
  return { state: held(state, place, { key, open }), rows };
};

const held = (state: State, place: number, track: Track): State => {
  const tracks = state.length < openTracksLimit || place >= 0 ? state.slice() : state.slice(1);
  if (place >= 0) tracks[place] = track;
  else tracks.push(track);
  return tracks;
};

const rowOf = (fact: Moved, { bucketStart, sessionId, energy_mwh }: Open, context: Context) => {
  if (fact.type === 'EnergyDelivered')
    return emit(sessionEnergy, {
      tenant: context.tenant,
      station_id: context.stationId,
      port: fact.port,
      bucket_start: bucketStart,
      session_id: sessionId,
      energy_wh: energy_mwh,
    });
  const { quantity } = fact;
  return emit(otherEnergy, {
    tenant: context.tenant,
    station_id: context.stationId,
    port: fact.port,
    bucket_start: bucketStart,
    session_id: sessionId,
    quantity,
    unit: quantity.startsWith('reactive') ? 'varh' : 'Wh',
    amount: energy_mwh,
  });
};

const sameBucket = (open: Open, bucketStart: number, sessionId: string): boolean =>
  open.bucketStart === bucketStart && open.sessionId === sessionId;

interface Share {
  readonly bucketStart: number;
  readonly energy_mwh: number;
}

/**
 * Shares a span out over the buckets it crosses, in proportion to time. Each border gets the
 * energy up to it, rounded down; a bucket gets the difference of its borders, so that the shares
 * sum exactly to the span. Shares of nothing are left out.
 */
export const sharesOf = (span: {
  readonly from: number;
  readonly to: number;
  readonly energy_mwh: number;
}): readonly Share[] => {
  const shares: Share[] = [];
  const length_ms = span.to - span.from;
  let before_mwh = 0;
  for (let start = floorTo(span.from, bucket_ms); start <= span.to; start += bucket_ms) {
    const until = Math.min(start + bucket_ms, span.to);
    const upTo_mwh =
      until === span.to
        ? span.energy_mwh
        : mulDivFloor(span.energy_mwh, until - span.from, length_ms);
    if (upTo_mwh > before_mwh)
      shares.push({ bucketStart: start, energy_mwh: upTo_mwh - before_mwh });
    before_mwh = upTo_mwh;
    if (until === span.to) break;
  }
  return shares;
};

export default room({
  name: 'energy',
  about: 'Energy by port, session and quarter of an hour; what belongs to no session as well.',
  listens: ['EnergyDelivered', 'OtherEnergyMoved'],
  tables: [sessionEnergy, otherEnergy],
  initial,
  step,
});
