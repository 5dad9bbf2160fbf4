// One chaos run: live stations, blows from a seed, then tables against the truth of the stations.

import { setTimeout as pause } from 'node:timers/promises';
import { prng } from '../../lib/prng.ts';
import { fleet } from '../../simulator/fleet.ts';
import { startFleet } from '../../simulator/live-fleet.ts';
import { scenario, type Act } from '../../simulator/scenario.ts';
import { linesOfTruth, namedAgain } from '../truth-from-tables.ts';
import { deal } from './blows.ts';
import type { Aftermath, Rig } from './rig.ts';
import { startWitness, type Witness } from './witness.ts';

export interface ChaosOrder {
  readonly rig: Rig;
  readonly seed: string;
  /** Blows go on until this many processes were killed, and for at least this long. */
  readonly kills: number;
  readonly for_ms: number;
  readonly onBlow: (line: string) => void;
}

export interface Damage {
  readonly kills: number;
  readonly blows: Readonly<Record<string, number>>;
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

/** A car every three seconds. */
const actsFor = (for_ms: number): readonly Act[] =>
  Array.from({ length: Math.ceil(for_ms / visit_ms) }, (_, i) => ({
    does: 'charges',
    port: 1,
    after_ms: 200 + i * visit_ms,
    plugged_ms: 100,
    for_ms: visit_ms - 700,
    energy_wh: 500 + i,
  }));

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
  const live = startFleet({
    url: rig.gateway,
    seed,
    stations: fleet({ seed, stations: stationCount, prefix: 'LIVE-' }),
    clock: Date.now,
    sample_ms: 150,
    backoff: { first_ms: 20, max_ms: 100 },
    plan: (profile, start) => scenario(profile, start, actsFor(order.for_ms)),
  });
  const until = Date.now() + order.for_ms;
  let killed = 0;
  const dealt = await deal({
    blows: rig.blows,
    random,
    onBlow,
    goesOn: (kills) => (killed = kills) < order.kills || Date.now() < until,
    rest: (drawn) => pause(drawn.between(50, 800)),
  });
  await live.finished;
  await live.stop();
  await witness.stop();
  const after = await rig.aftermath();
  const expected = linesOfTruth(live.truth());
  const told = { ...after.tables, sessions: namedAgain(after.tables.sessions) };
  const heard = heardOf(after, witness);
  const known = new Set(heard);
  return {
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
