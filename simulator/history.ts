// The recorded traffic of a fleet with past times, line by line, and the truth of it.

import { prng } from '../lib/prng.ts';
import { hour_ms, instantText } from '../lib/time.ts';
import { dialectOf } from './dialects/dialect-of.ts';
import { fleet } from './fleet.ts';
import { ledger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { merge } from './merge.ts';
import type { StationPlan } from './plan.ts';
import { randomPlan } from './random-plan.ts';
import { quirkedLife, quirkedTruth } from './quirk.ts';
import { happeningsOf, lifeOf } from './quirk-life.ts';
import type { Life } from './quirk-life.ts';
import { stationLife } from './station-life.ts';
import type { Happening } from './happening.ts';
import type { Protocol, StationProfile } from './station.ts';
import { joined } from './truth.ts';
import type { Truth } from './truth.ts';

const heartbeat_ms = hour_ms;

/** Transactions that one station can have before its ids meet those of the next. */
const transactions_max = 100_000;

/** One line of recorded traffic, as `laddbok import` reads it. */
export type RecordedLine =
  | {
      readonly recorded_at: string;
      readonly station_id: string;
      readonly protocol: Protocol;
      readonly connection_id: string;
      readonly direction: 'from_station' | 'to_station';
      readonly frame: string;
    }
  | {
      readonly recorded_at: string;
      readonly station_id: string;
      readonly protocol: Protocol;
      readonly connection_id: string;
      readonly kind: 'connected' | 'disconnected';
    };

export interface HistoryOrder {
  readonly seed: string;
  /** How many stations of the seed's fleet, or which. */
  readonly stations: number | readonly StationProfile[];
  /** Milliseconds UTC. */
  readonly from: number;
  readonly to: number;
  /** What happens to a station, in place of a random life. */
  readonly plan?: (profile: StationProfile) => StationPlan;
}

export interface History {
  readonly stations: readonly StationProfile[];
  /** In order of time over all stations. To be read once; made while it is read. */
  readonly lines: Iterable<RecordedLine>;
  /** The truth of the lines read so far. */
  truth(): Truth;
}

/** The history of a fleet between two instants: the same order, the same bytes. */
export const simulateHistory = (order: HistoryOrder): History => {
  const { seed, from, to } = order;
  const stations =
    typeof order.stations === 'number' ? fleet({ seed, stations: order.stations }) : order.stations;
  const random = prng(`${seed}/history`);
  const kept: Kept[] = [];
  const lives = stations.map((profile, index) => {
    const book = ledger(profile, dialectOf(profile.model));
    const plan =
      order.plan?.(profile) ?? randomPlan(profile, { from, to, prng: random.stream('plan') });
    const firstTransactionId = 1 + index * transactions_max;
    const life = { plan, prng: random, to, heartbeat_ms, firstTransactionId, ledger: book };
    const lived = quirked(profile, stationLife(profile, life));
    kept.push({ profile, ledger: book, honest: lived.honest });
    return lines(profile, lived.happenings);
  });
  return {
    stations,
    lines: unwrapped(merge(lives)),
    truth: () =>
      joined(kept.map((one) => quirkedTruth(one.profile.quirks, one.ledger.truth(), one.honest))),
  };
};

interface Kept {
  readonly profile: StationProfile;
  readonly ledger: Ledger;
  readonly honest: Life;
}

interface Lived {
  readonly happenings: Iterable<Happening>;
  /** The life without quirks; empty where no quirk changes it. */
  readonly honest: Life;
}

/** The life as its quirks make it; one without such quirks is made while it is read. */
const quirked = (profile: StationProfile, life: Iterable<Happening>): Lived => {
  const quirks = profile.quirks.filter((quirk) => quirk.life !== undefined);
  if (quirks.length === 0) return { happenings: life, honest: [] };
  const honest = lifeOf(life);
  return { happenings: happeningsOf(quirkedLife(quirks, honest)), honest };
};

interface Placed {
  readonly at: number;
  readonly line: RecordedLine;
}

const unwrapped = function* (placed: Iterable<Placed>): Generator<RecordedLine, void, undefined> {
  for (const { line } of placed) yield line;
};

const lines = function* (
  profile: StationProfile,
  life: Iterable<Happening>,
): Generator<Placed, void, undefined> {
  for (const happening of life) yield { at: happening.at, line: recorded(profile, happening) };
};

const recorded = ({ station_id }: StationProfile, happening: Happening): RecordedLine => {
  const recorded_at = instantText(happening.at);
  const { protocol, connectionId: connection_id } = happening;
  if (happening.kind !== 'frame')
    return { recorded_at, station_id, protocol, connection_id, kind: happening.kind };
  const { direction, frame } = happening;
  return { recorded_at, station_id, protocol, connection_id, direction, frame };
};
