// The periods of a session that are priced: its energy to the last mWh, its time to the last ms.

import type { Period } from '../tariff/session.ts';
import { floorTo, minute_ms } from '../time.ts';
import { mulDivFloor } from '../units.ts';
import { phasesOf, type PhaseSpan, type Placed } from './phases.ts';
import type { EnergyBucket, SessionRow, TimelineSpan } from './session.ts';

/** Width of the buckets of `session_energy`. */
const bucket_ms = 15 * minute_ms;

/** What is known of a session beside its row. */
export interface Beside {
  readonly buckets: readonly EnergyBucket[];
  readonly timeline: readonly TimelineSpan[];
  /** When the reservation was made that the session used; null where there was none. */
  readonly reserved_at: number | null;
}

export interface Periods {
  readonly periods: readonly Period[];
  readonly placed: Placed;
  /** Energy of the session that its buckets do not hold, or hold too much, in mWh. */
  readonly unexplained_mwh: number;
}

/** A phase cut at the quarters of the hour. */
const quarters = ({ from, to, phase }: PhaseSpan): readonly PhaseSpan[] => {
  const spans: PhaseSpan[] = [];
  for (let at = from; at < to;) {
    const until = Math.min(floorTo(at, bucket_ms) + bucket_ms, to);
    spans.push({ from: at, to: until, phase });
    at = until;
  }
  return spans;
};

/** Energy by the start of its bucket, what lies outside of the session moved to its ends. */
const energyByBucket = (
  buckets: readonly EnergyBucket[],
  first: number,
  last: number,
): ReadonlyMap<number, number> => {
  const energy = new Map<number, number>();
  for (const { bucket_start, energy_wh } of buckets) {
    const start = Math.min(Math.max(floorTo(bucket_start, bucket_ms), first), last);
    energy.set(start, (energy.get(start) ?? 0) + energy_wh);
  }
  return energy;
};

/** The energy of a bucket over its spans: over those that charge, or where none does, over all. */
const shared = (spans: readonly PhaseSpan[], energy_mwh: number): readonly Period[] => {
  const isCharging = spans.some(({ phase }) => phase === 'charging');
  const weight = ({ from, to, phase }: PhaseSpan): number =>
    isCharging && phase === 'parking' ? 0 : to - from;
  const whole = spans.reduce((sum, span) => sum + weight(span), 0);
  let [weighed, before_mwh] = [0, 0];
  return spans.map((span) => {
    weighed += weight(span);
    const upTo_mwh = weighed === whole ? energy_mwh : mulDivFloor(energy_mwh, weighed, whole);
    const share_mwh = upTo_mwh - before_mwh;
    before_mwh = upTo_mwh;
    const { from, to, phase } = span;
    return { from, to, kind: phase, energy_mwh: share_mwh, current_e4: null };
  });
};

const inBuckets = (spans: readonly PhaseSpan[]): ReadonlyMap<number, readonly PhaseSpan[]> => {
  const byBucket = new Map<number, PhaseSpan[]>();
  for (const span of spans) {
    const start = floorTo(span.from, bucket_ms);
    byBucket.set(start, [...(byBucket.get(start) ?? []), span]);
  }
  return byBucket;
};

const reservation = (from: number, to: number): Period => ({
  from,
  to,
  kind: 'reservation',
  energy_mwh: 0,
  current_e4: null,
});

/**
 * The periods of a session that has ended. Their energy sums to that of its buckets, which is the
 * energy of the session; charging and parking time are those of its columns.
 */
export const periodsOf = (session: SessionRow, beside: Beside): Periods => {
  const { started_at, ended_at, energy_wh } = session;
  const { spans, placed } = phasesOf(session, beside.timeline);
  const last_ms = Math.max((ended_at ?? started_at) - 1, started_at);
  const [first, last] = [floorTo(started_at, bucket_ms), floorTo(last_ms, bucket_ms)];
  const energy = energyByBucket(beside.buckets, first, last);
  const moment: PhaseSpan = { from: started_at, to: started_at, phase: 'charging' };
  const cut = spans.length === 0 ? [moment] : spans.flatMap(quarters);
  const periods = [...inBuckets(cut)].flatMap(([start, those]) =>
    shared(those, energy.get(start) ?? 0),
  );
  const { reserved_at } = beside;
  const isReserved = reserved_at !== null && reserved_at < started_at;
  const sum_mwh = beside.buckets.reduce((sum, bucket) => sum + bucket.energy_wh, 0);
  return {
    periods: [...(isReserved ? [reservation(reserved_at, started_at)] : []), ...periods],
    placed,
    unexplained_mwh: energy_wh - sum_mwh,
  };
};
