// A fleet of live stations, each on a WebSocket of its own.

import { silent } from '../lib/logger.ts';
import type { Logger } from '../lib/logger.ts';
import { prng } from '../lib/prng.ts';
import type { Prng } from '../lib/prng.ts';
import { day_ms, hour_ms, second_ms } from '../lib/time.ts';
import { fleet } from './fleet.ts';
import type { Backoff } from './live-line.ts';
import { liveStation } from './live-station.ts';
import type { LiveStation } from './live-station.ts';
import { hastened } from './plan.ts';
import type { StationPlan } from './plan.ts';
import { randomPlan } from './random-plan.ts';
import type { StationProfile } from './station.ts';
import { joined } from './truth.ts';
import type { Truth } from './truth.ts';

/** Beyond this a live fleet is idle; nobody watches a simulation longer. */
const horizon_ms = day_ms;

/** Arrivals beside those of real life, so that there is something to see. */
const rush = 8;

/** The first samples of a hastened life are no closer than this. */
const sample_ms_min = second_ms;

/** Registers of fleets made here count from this instant, so that a later start never goes back. */
const epoch = Date.UTC(2026, 0, 1);

const backoff: Backoff = { first_ms: second_ms, max_ms: 60 * second_ms };

export interface FleetOrder {
  /** Of the gateway, without the station: `ws://host:9000`. */
  readonly url: string;
  readonly seed: string;
  /** How many stations of the seed's fleet, or which. */
  readonly stations: number | readonly StationProfile[];
  /** What station ids begin with, where a number of stations is given. */
  readonly prefix?: string;
  /** Milliseconds UTC; timestamps of what is said are by this clock. */
  readonly clock: () => number;
  /** How many times faster than in life things happen; 1 unless told. */
  readonly speedup?: number;
  /** What happens to a station from an instant on, in place of a random life. */
  readonly plan?: (profile: StationProfile, from: number) => StationPlan;
  /** Distance of meter samples, in place of the model's. */
  readonly sample_ms?: number;
  readonly backoff?: Backoff;
  readonly logger?: Logger;
}

export interface LiveFleet {
  readonly stations: readonly StationProfile[];
  /** Settles when every station has done all of its plan and was answered, or was stopped. */
  readonly finished: Promise<void>;
  stop(): Promise<void>;
  /**
   * What was delivered and answered so far. Connections are as the stations saw them: their
   * instants differ from the gateway's by the way of a packet.
   */
  truth(): Truth;
}

/** Starts a fleet. Each run has its own transactions, also with the seed of an earlier one. */
export const startFleet = (order: FleetOrder): LiveFleet => {
  const start = order.clock();
  const speedup = order.speedup ?? 1;
  const stations =
    typeof order.stations === 'number'
      ? made(order, order.stations).map((profile) => raised(profile, start, speedup))
      : order.stations;
  const random = prng(`${order.seed}/live/${start}`);
  const running = stations.map((profile): LiveStation =>
    liveStation({
      url: order.url.replace(/\/+$/, ''),
      profile,
      plan: order.plan?.(profile, start) ?? livelyPlan(profile, { start, speedup, random }),
      prng: random,
      clock: order.clock,
      to: start + horizon_ms,
      sample_ms:
        order.sample_ms ?? Math.max(sample_ms_min, Math.round(profile.model.sample_ms / speedup)),
      logger: order.logger ?? silent,
      backoff: order.backoff ?? backoff,
    }),
  );
  const finished = Promise.all(running.map(async (station) => station.finished));
  return {
    stations,
    finished: finished.then(() => undefined),
    stop: async () => {
      await Promise.all(running.map(async (station) => station.stop()));
    },
    truth: () => joined(running.map((station) => station.truth())),
  };
};

const made = ({ seed, prefix }: FleetOrder, stations: number): readonly StationProfile[] =>
  fleet(prefix === undefined ? { seed, stations } : { seed, stations, prefix });

/** As if every port had delivered all it can since the epoch: more than an earlier run can have. */
const raised = (profile: StationProfile, start: number, speedup: number): StationProfile => {
  const wh = Math.floor(((start - epoch) / hour_ms) * profile.model.power_w_max * speedup);
  const raise_mwh = Math.max(0, wh) * 1000;
  return {
    ...profile,
    ports: profile.ports.map(({ port, register_mwh }) => ({
      port,
      register_mwh: register_mwh + raise_mwh,
    })),
  };
};

interface Lively {
  readonly start: number;
  readonly speedup: number;
  readonly random: Prng;
}

const livelyPlan = (profile: StationProfile, { start, speedup, random }: Lively): StationPlan => {
  const to = start + horizon_ms * speedup;
  const boots_within_ms = 3 * second_ms * speedup;
  const plan = randomPlan(profile, { from: start, to, prng: random, rush, boots_within_ms });
  return hastened(plan, start, speedup);
};
