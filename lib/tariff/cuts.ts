// Where a period must be cut so that within each part the same elements of the tariff are active.

import { day_ms, floorTo, minute_ms, second_ms } from '../time.ts';
import { mulDivFloor } from '../units.ts';
import type { Period, PricedSession } from './session.ts';
import type { Restrictions, Tariff } from './tariff.ts';

/** A border within a period: when, and how much of the period's energy came before it. */
export interface Cut {
  readonly at: number;
  readonly energy_mwh: number;
}

/** What of a tariff can begin or end within a period. */
export interface Borders {
  /** Minutes of the local day; empty where the clock does not matter. */
  readonly minutes: readonly number[];
  readonly durations_ms: readonly number[];
  readonly energies_mwh: readonly number[];
}

const isSet = (value: number | null): value is number => value !== null;

const minutesOf = (all: readonly Restrictions[]): readonly number[] => {
  const times = all.flatMap((r) => [r.start_minute, r.end_minute]).filter(isSet);
  const hasDays = all.some((r) => r.days.length > 0 || isSet(r.start_date) || isSet(r.end_date));
  return [...new Set([...times, ...(hasDays ? [0] : [])])];
};

export const bordersOf = ({ elements }: Tariff): Borders => {
  const all = elements.map(({ restrictions }) => restrictions);
  const durations = all.flatMap((r) => [r.duration_s_min, r.duration_s_max]).filter(isSet);
  const energies = all.flatMap((r) => [r.energy_mwh_min, r.energy_mwh_max]).filter(isSet);
  return {
    minutes: minutesOf(all),
    durations_ms: [...new Set(durations)].map((duration_s) => duration_s * second_ms),
    energies_mwh: [...new Set(energies)],
  };
};

type OffsetAt = PricedSession['offsetAt'];

/**
 * Instants at which a local clock shows one of some minutes, and a few more: around a change of
 * the clock each minute is taken by the old and by the new offset, for one cut too many is no harm.
 */
const clockCuts = ({ from, to }: Period, minutes: readonly number[], offsetAt: OffsetAt) => {
  const cuts: number[] = [];
  for (let day = floorTo(from, day_ms) - day_ms; day <= to + day_ms; day += day_ms) {
    const offsets = new Set([offsetAt(day - day_ms), offsetAt(day + 2 * day_ms)]);
    for (const minute of minutes)
      for (const offset of offsets) cuts.push(day + minute * minute_ms - offset);
  }
  return cuts;
};

/** The instant between two at which the offset changes. */
const changeBetween = (before: number, after: number, offsetAt: OffsetAt): number => {
  let [low, high] = [before, after];
  const offset = offsetAt(low);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === offset) low = middle;
    else high = middle;
  }
  return high;
};

/** Instants within a period at which the local clock is changed, at most one a day. */
const changesOfClock = ({ from, to }: Period, offsetAt: OffsetAt): readonly number[] => {
  const changes: number[] = [];
  for (let before = from; before < to; before += day_ms) {
    const after = Math.min(before + day_ms, to);
    if (offsetAt(before) !== offsetAt(after)) changes.push(changeBetween(before, after, offsetAt));
  }
  return changes;
};

/** Energy of a period up to an instant, rounded down to a mWh. */
const energyUpTo = ({ from, to, energy_mwh }: Period, at: number): number =>
  at >= to ? energy_mwh : mulDivFloor(energy_mwh, at - from, to - from);

/** The first whole millisecond at which a period has delivered some energy. */
const reachedAt = ({ from, to, energy_mwh }: Period, need_mwh: number): number =>
  to - mulDivFloor(energy_mwh - need_mwh, to - from, energy_mwh);

/** What a session had done before a period began. */
export interface Before {
  /** When the session began, reservations left aside. */
  readonly started_at: number;
  readonly used_mwh: number;
}

const timeCuts = (
  period: Period,
  borders: Borders,
  { started_at, offsetAt }: { started_at: number; offsetAt: OffsetAt },
) => {
  const { minutes, durations_ms } = borders;
  const clock =
    minutes.length === 0
      ? []
      : [...clockCuts(period, minutes, offsetAt), ...changesOfClock(period, offsetAt)];
  return [...clock, ...durations_ms.map((duration) => started_at + duration)];
};

/**
 * The borders within a period, in order of time and energy, its own ends left out. Energy is
 * taken to come evenly over a period, and is cut exactly where a restriction on it begins.
 */
export const cutsOf = (
  period: Period,
  borders: Borders,
  before: Before & { readonly offsetAt: OffsetAt },
): readonly Cut[] => {
  const { from, to, energy_mwh } = period;
  const byTime = [...new Set(timeCuts(period, borders, before))]
    .filter((at) => at > from && at < to)
    .map((at) => ({ at, energy_mwh: energyUpTo(period, at) }));
  const byEnergy = borders.energies_mwh
    .map((border) => border - before.used_mwh)
    .filter((need) => need > 0 && need < energy_mwh)
    .map((need) => ({ at: reachedAt(period, need), energy_mwh: need }));
  return [...byTime, ...byEnergy].sort((a, b) => a.at - b.at || a.energy_mwh - b.energy_mwh);
};
