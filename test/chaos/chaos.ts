// One chaos run: live stations, blows from a seed, then tables against the truth of the stations.

import { setTimeout as pause } from 'node:timers/promises';
import { prng } from '../../lib/prng.ts';
import { fleet } from '../../simulator/fleet.ts';
import { startFleet } from '../../simulator/live-fleet.ts';
import { scenario, type Act } from '../../simulator/scenario.ts';
import { joined, type Truth } from '../../simulator/truth.ts';
import { linesOfTruth, namedAgain } from '../truth-from-tables.ts';
import { deal, type Dealt } from './blows.ts';
import type { Aftermath, Rig } from './rig.ts';
import { startWitness, type Witness } from './witness.ts';

export interface ChaosOrder {
  readonly rig: Rig;
  readonly seed: string;
  /** Blows go on until this many processes were killed, and for at least this long. */
  readonly kills: number;
  readonly for_ms: number;
  readonly onBlow: (line: string, kills: number) => void;
}

export interface Damage {
  readonly seed: string;
  readonly kills: number;
  readonly blows: Readonly<Record<string, Dealt>>;
  readonly sessions: number;
  readonly confirmed: number;
  /** Messages that were confirmed and are not in the log. */
  readonly missing: readonly string[];
  /** Messages that are in the log twice. */
  readonly doubled: readonly string[];
  /** Sessions and quarters of an hour that only the truth, or only the tables, know. */
  readonly wrong: readonly string[];
  /** Rows in which the tables differ from an undisturbed fold of the log, and events not folded. */
  readonly differences: number;
  readonly behind: number;
}

const stationCount = 8;
const visit_ms = 3_000;
/** Cars that come to a port in one round of traffic. */
const visits = 4;

/** A car every three seconds. */
const acts: readonly Act[] = Array.from({ length: visits }, (_, i) => ({
  does: 'charges',
  port: 1,
  after_ms: 200 + i * visit_ms,
  plugged_ms: 100,
  for_ms: visit_ms - 700,
  energy_wh: 500 + i,
}));

/** Rounds of stations that charge cars, one after another until told that it is enough. */
const startTraffic = (gateway: string, seed: string) => {
  const truths: Truth[] = [];
  const enough = new AbortController();
  const round = async (): Promise<void> => {
    const name = truths.length;
    const live = startFleet({
      url: gateway,
      seed: `${seed}/${name}`,
      stations: fleet({ seed, stations: stationCount, prefix: `LIVE-${name}-` }),
      clock: Date.now,
      sample_ms: 150,
      backoff: { first_ms: 20, max_ms: 100 },
      plan: (profile, start) => scenario(profile, start, acts),
    });
    await live.finished;
    await live.stop();
    truths.push(live.truth());
  };
  const running = (async () => {
    do await round();
    while (!enough.signal.aborted);
  })();
  return {
    /** Lets the last round finish; returns what all stations delivered and had confirmed. */
    finish: async (): Promise<Truth> => {
      enough.abort();
      await running;
      return joined(truths);
    },
  };
};

const repeated = (ids: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  return ids.filter((id) => seen.size === seen.add(id).size);
};

const onlyIn = (these: readonly string[], those: readonly string[], who: string) => {
  const known = new Set(those);
  return these.filter((line) => !known.has(line)).map((line) => `only ${who}: ${line}`);
};

const heardOf = ({ events }: Aftermath, { stationId }: Witness): readonly string[] =>
  events
    .filter((one) => one.stationId === stationId && one.direction === 'FROM_STATION')
    .map(({ messageId }) => messageId);

/**
 * Runs it. The truth is what the stations themselves delivered and had confirmed; it is compared by
 * sessions and energy, to the millisecond and the milliwatt-hour.
 */
export const runChaos = async (order: ChaosOrder): Promise<Damage> => {
  const { rig, seed, onBlow } = order;
  const random = prng(seed);
  const witness = startWitness(rig.gateway, 'WITNESS');
  const traffic = startTraffic(rig.gateway, seed);
  const until = Date.now() + order.for_ms;
  let killed = 0;
  const dealt = await deal({
    blows: rig.blows,
    random,
    onBlow,
    goesOn: (kills) => (killed = kills) < order.kills || Date.now() < until,
    rest: (drawn) => pause(drawn.between(50, 800)),
  });
  onBlow('enough; the stations finish', killed);
  const truth = await traffic.finish();
  await witness.stop();
  onBlow('the stations have finished; what is left is folded and compared', killed);
  const after = await rig.aftermath();
  const expected = linesOfTruth(truth);
  const told = { ...after.tables, sessions: namedAgain(after.tables.sessions) };
  const heard = heardOf(after, witness);
  const known = new Set(heard);
  return {
    seed,
    kills: killed,
    blows: Object.fromEntries(dealt),
    sessions: expected.sessions.length,
    confirmed: witness.confirmed.length,
    missing: witness.confirmed.filter((id) => !known.has(id)),
    doubled: repeated(heard),
    wrong: (['sessions', 'buckets'] as const).flatMap((kind) => [
      ...onlyIn(expected[kind], told[kind], 'the truth'),
      ...onlyIn(told[kind], expected[kind], 'the tables'),
    ]),
    ...after.verified,
  };
};
