// Physics: how power follows the state of charge, and the exact energy at any instant.

import { hour_ms, minute_ms, second_ms } from '../lib/time.ts';
import { mulDivFloor } from '../lib/units.ts';
import type { Knot } from './plan.ts';

/** Steps of one curve; beyond, the vehicle has had enough. */
const knots_max = 1_000;

interface CurveOrder {
  readonly starts_at: number;
  readonly energy_mwh: number;
  readonly step_ms: number;
  /** Power of the next step, from the energy delivered and the number of the step. */
  readonly power_mw: (delivered_mwh: number, step: number) => number;
}

/** A curve of steps of constant power until the energy is delivered, ending on a whole second. */
const steps = (order: CurveOrder): readonly Knot[] => {
  const knots: Knot[] = [];
  let at = order.starts_at;
  let delivered_mwh = 0;
  while (delivered_mwh < order.energy_mwh && knots.length < knots_max) {
    const power_mw = Math.floor(order.power_mw(delivered_mwh, knots.length));
    knots.push({ at, delivered_mwh, power_mw });
    const left = order.energy_mwh - delivered_mwh;
    const step_mwh = Math.floor((power_mw * order.step_ms) / hour_ms);
    const last = step_mwh >= left;
    at += last ? Math.ceil((left * hour_ms) / power_mw / second_ms) * second_ms : order.step_ms;
    delivered_mwh += last ? left : step_mwh;
  }
  knots.push({ at, delivered_mwh, power_mw: 0 });
  return knots;
};

export interface AcOrder {
  readonly starts_at: number;
  readonly energy_mwh: number;
  readonly power_w: number;
  /** A number in [0, 1) for each step: mains voltage wanders. */
  readonly noise: () => number;
}

/** Alternating current: flat, a little noise, less in the last two percent. */
export const acCurve = (order: AcOrder): readonly Knot[] =>
  steps({
    starts_at: order.starts_at,
    energy_mwh: order.energy_mwh,
    step_ms: 5 * minute_ms,
    power_mw: (delivered) => {
      const taper = delivered > order.energy_mwh * 0.98 ? 0.4 : 1;
      return order.power_w * 1000 * taper * (0.98 + 0.02 * order.noise());
    },
  });

export interface DcOrder extends AcOrder {
  readonly capacity_mwh: number;
  readonly soc_mpercent: number;
}

/** Direct current: a minute of ramp, a plateau to 50 % state of charge, then a taper. */
export const dcCurve = (order: DcOrder): readonly Knot[] =>
  steps({
    starts_at: order.starts_at,
    energy_mwh: order.energy_mwh,
    step_ms: minute_ms,
    power_mw: (delivered, step) => {
      const soc = order.soc_mpercent / 100_000 + delivered / order.capacity_mwh;
      const taper = soc < 0.5 ? 1 : Math.max(0.08, 1 - (soc - 0.5) * 1.9);
      const ramp = step === 0 ? 0.5 : 1;
      return order.power_w * 1000 * ramp * taper * (0.97 + 0.03 * order.noise());
    },
  });

/**
 * The curve as far as `until`, its end brought down to a whole number of `step_mwh`, so that a
 * register of that step at the border of a transaction is exact.
 */
export const clipped = (curve: readonly Knot[], until: number, step_mwh: number): Knot[] => {
  const end_mwh = Math.floor(deliveredAt(curve, until) / step_mwh) * step_mwh;
  const ends_at = Math.min(until, curve.at(-1)?.at ?? until);
  return [
    ...curve
      .filter((knot) => knot.at < ends_at)
      .map((knot) => ({ ...knot, delivered_mwh: Math.min(knot.delivered_mwh, end_mwh) })),
    { at: ends_at, delivered_mwh: end_mwh, power_mw: 0 },
  ];
};

/** Index of the knot that the instant follows; -1 before the first. */
const segmentAt = (curve: readonly Knot[], at: number): number =>
  curve.findLastIndex((knot) => knot.at <= at);

/** Energy delivered since the start of the transaction, exact and never less than before. */
export const deliveredAt = (curve: readonly Knot[], at: number): number => {
  const index = segmentAt(curve, at);
  const from = curve[index];
  const to = curve[index + 1];
  if (from === undefined) return 0;
  if (to === undefined || to.at === from.at) return from.delivered_mwh;
  const moved = to.delivered_mwh - from.delivered_mwh;
  return from.delivered_mwh + mulDivFloor(moved, at - from.at, to.at - from.at);
};

export const powerAt = (curve: readonly Knot[], at: number): number =>
  curve[segmentAt(curve, at)]?.power_mw ?? 0;
