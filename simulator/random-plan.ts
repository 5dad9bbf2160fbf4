// A plausible life for a station: people come by hour and weekday, things break, networks fail.

import type { Prng } from '../lib/prng.ts';
import { day_ms, floorTo, hour_ms, minute_ms, second_ms } from '../lib/time.ts';
import { faultKinds } from './faults.ts';
import type { Breakdown, Episode, Spell, StationPlan } from './plan.ts';
import type { StationProfile } from './station.ts';
import { randomVisit, stopped } from './random-visit.ts';

/** Chances are drawn once a slot. */
const slot_ms = 5 * minute_ms;
const slots_per_day = day_ms / slot_ms;

/** Central European winter time; only the rhythm of people hangs on it. */
const zone_ms = hour_ms;

/** Arrivals by local hour, relative to each other. */
const hourly = [
  2, 1, 1, 1, 1, 3, 8, 14, 15, 11, 10, 11, 13, 11, 10, 11, 14, 18, 17, 13, 10, 7, 5, 3,
] as const;
const hourly_mean = hourly.reduce<number>((sum, weight) => sum + weight, 0) / hourly.length;

export interface PlanOrder {
  readonly from: number;
  readonly to: number;
  /** Streams of this generator decide everything; it is never drawn from itself. */
  readonly prng: Prng;
  /** Times as many arrivals as usual, at any hour: for demonstrations. */
  readonly rush?: number;
  /** How long after `from` the last station has connected; four minutes unless told. */
  readonly boots_within_ms?: number;
}

/** What happens to a station between two instants; equal orders give equal plans. */
export const randomPlan = (profile: StationProfile, order: PlanOrder): StationPlan => {
  const random = order.prng.stream(profile.station_id);
  const boots_within_ms = order.boots_within_ms ?? 4 * minute_ms;
  const begins_at =
    seconds(order.from) + Math.floor(random.stream('begin').next() * boots_within_ms);
  const spells = randomSpells(profile, { ...order, from: begins_at }, random.stream('spells'));
  return {
    begins_at,
    spells,
    episodes: (port) =>
      episodes(profile, { ...order, from: begins_at, spells }, random.stream(`port/${port}`)),
  };
};

const seconds = (at: number): number => Math.ceil(at / second_ms) * second_ms;

const randomSpells = (profile: StationProfile, order: PlanOrder, random: Prng): Spell[] => {
  const { temper } = profile;
  const long_at = temper.longOutage ? random.between(order.from, order.to) : Infinity;
  const spells: Spell[] = [];
  let long = false;
  for (let at = order.from + hour_ms; at < order.to; at += slot_ms) {
    const spell = spellAt(at, { long: !long && at >= long_at, temper }, random);
    if (spell === null) continue;
    long ||= spell.to - spell.from > day_ms;
    spells.push(spell);
    at = floorTo(spell.to, slot_ms) + hour_ms;
  }
  return spells;
};

interface SpellChances {
  readonly long: boolean;
  readonly temper: StationProfile['temper'];
}

const spellAt = (slot: number, chances: SpellChances, random: Prng): Spell | null => {
  const from = seconds(slot) + random.between(0, 250) * second_ms + random.between(0, 999);
  const lasting = (low_s: number, high_s: number): number =>
    from + random.between(low_s * second_ms, high_s * second_ms);
  if (chances.long) return { from, to: lasting(30 * 3600, 60 * 3600), cause: 'link' };
  if (random.chance(chances.temper.linkLosses_per_day / slots_per_day)) {
    const to = random.chance(0.2) ? lasting(3600, 8 * 3600) : lasting(20, 1500);
    return { from, to, cause: 'link' };
  }
  if (random.chance(chances.temper.reboots_per_day / slots_per_day))
    return { from, to: lasting(40, 240), cause: 'reboot' };
  return null;
};

interface PortOrder extends PlanOrder {
  readonly spells: readonly Spell[];
}

const episodes = function* (
  profile: StationProfile,
  order: PortOrder,
  random: Prng,
): Generator<Episode, void, undefined> {
  const { temper } = profile;
  for (let at = order.from + 2 * minute_ms; at < order.to; at += slot_ms) {
    const starts_at = seconds(at) + random.between(0, 290) * second_ms;
    let episode: Episode | null = null;
    if (random.chance(temper.faults_per_day / profile.ports.length / slots_per_day))
      episode = randomBreakdown(starts_at, random);
    else if (random.chance((temper.arrivals_per_day * weight(at, order)) / slots_per_day))
      episode = randomVisit(profile, starts_at, random);
    if (episode === null) continue;
    const rest = yield* lived(episode, order, random);
    // The next chance is drawn a while later, so that episodes of a port never overlap.
    at = Math.max(at, rest + minute_ms - slot_ms);
  }
};

/** Cuts an episode by what comes between, yields what is left, and says when the port is free. */
const lived = function* (
  episode: Episode,
  order: PortOrder,
  random: Prng,
): Generator<Episode, number, undefined> {
  if (episode.kind === 'breakdown') {
    yield episode;
    return episode.to;
  }
  const reboot = order.spells.find(
    (spell) =>
      spell.cause === 'reboot' &&
      spell.to >= episode.plugged_at - minute_ms &&
      spell.from <= episode.ended_at,
  );
  if (reboot !== undefined && reboot.from <= episode.authorized_at + minute_ms) return reboot.to;
  const fault_at = faultWithin(episode.authorized_at, episode.ended_at, random);
  if (fault_at !== null && (reboot === undefined || fault_at < reboot.from)) {
    const breakdown = randomBreakdown(fault_at, random);
    yield stopped(episode, { at: fault_at, stop: 'fault', fault: breakdown.fault });
    yield breakdown;
    return breakdown.to;
  }
  if (reboot === undefined) {
    yield episode;
    return episode.unplugged_at;
  }
  yield stopped(episode, {
    at: Math.floor(reboot.from / second_ms) * second_ms + second_ms,
    stop: 'power_loss',
    fault: null,
  });
  return reboot.to;
};

const faultWithin = (from: number, to: number, random: Prng): number | null => {
  const draws = random.chance(0.012);
  const at = seconds(from + Math.floor((to - from) * (0.1 + 0.8 * random.next())));
  return draws && at > from + minute_ms && at < to ? at : null;
};

const randomBreakdown = (from: number, random: Prng): Breakdown => ({
  kind: 'breakdown',
  from,
  to: from + random.between(120, random.chance(0.3) ? 30 * 3600 : 5400) * second_ms,
  fault: random.pick(faultKinds),
});

/** How busy a slot is beside the mean of the week. */
const weight = (at: number, order: PlanOrder): number => {
  if (order.rush !== undefined) return order.rush;
  const local = at + zone_ms;
  const hour = Math.floor((local % day_ms) / hour_ms);
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor(local / day_ms) + 3) % 7;
  return ((hourly[hour] ?? 0) / hourly_mean) * (weekday >= 5 ? 0.7 : 1.1);
};
