// One visit of a vehicle, drawn from plausible batteries, habits and powers.

import type { Prng } from '../lib/prng.ts';
import { minute_ms, second_ms } from '../lib/time.ts';
import { acCurve, clipped, dcCurve } from './charging-curve.ts';
import type { FaultKind } from './faults.ts';
import type { Knot, StopCause, Visit } from './plan.ts';
import { energyStep_mwh } from './station.ts';
import type { StationProfile } from './station.ts';

/** Cards in circulation. */
const cards = 400;

interface Vehicle {
  readonly capacity_kwh: number;
  readonly ac_w_max: number;
  readonly dc_w_max: number;
}

const vehicles: readonly [Vehicle, ...Vehicle[]] = [
  { capacity_kwh: 52, ac_w_max: 7_360, dc_w_max: 80_000 },
  { capacity_kwh: 58, ac_w_max: 11_040, dc_w_max: 125_000 },
  { capacity_kwh: 64, ac_w_max: 11_040, dc_w_max: 100_000 },
  { capacity_kwh: 77, ac_w_max: 11_040, dc_w_max: 170_000 },
  { capacity_kwh: 82, ac_w_max: 22_080, dc_w_max: 190_000 },
  { capacity_kwh: 100, ac_w_max: 22_080, dc_w_max: 250_000 },
  { capacity_kwh: 12, ac_w_max: 3_680, dc_w_max: 30_000 },
];

/** A visit that nothing interrupts. */
export const randomVisit = (profile: StationProfile, plugged_at: number, random: Prng): Visit => {
  const { model } = profile;
  const vehicle = random.pick(vehicles);
  const authorized_at = plugged_at + random.between(6, 75) * second_ms;
  const charge = randomCharge(profile, { vehicle, starts_at: authorized_at }, random);
  const full_at = charge.curve.at(-1)?.at ?? authorized_at;
  const stay = model.current === 'DC' ? dcStay(full_at, random) : acStay(authorized_at, random);
  const ended_at = Math.max(stay.ended_at, authorized_at + 2 * minute_ms);
  const leaves_s = stay.stop === 'unplugged' ? random.between(1, 4) : random.between(20, 300);
  return {
    kind: 'visit',
    plugged_at,
    started_at: model.begins === 'cable' ? plugged_at + second_ms : authorized_at + second_ms,
    authorized_at,
    curve: clipped(charge.curve, ended_at, energyStep_mwh(model)),
    suspended_at: full_at < ended_at ? full_at : null,
    ended_at,
    unplugged_at: ended_at + leaves_s * second_ms,
    stop: stay.stop,
    fault: null,
    id_token: card(random.between(1, cards)),
    phases: vehicle.ac_w_max === 7_360 || vehicle.ac_w_max === 3_680 ? 1 : model.phases,
    battery: model.current === 'DC' ? charge.battery : null,
  };
};

/** A card's number as its reader shows it; seven bytes in hex. */
const card = (number: number): string =>
  `04${(number * 2_654_435_761).toString(16).toUpperCase().padStart(12, '0').slice(-12)}`;

interface Charge {
  readonly curve: readonly Knot[];
  readonly battery: Visit['battery'];
}

interface ChargeOrder {
  readonly vehicle: Vehicle;
  readonly starts_at: number;
}

const randomCharge = (profile: StationProfile, order: ChargeOrder, random: Prng): Charge => {
  const { model } = profile;
  const capacity_mwh = order.vehicle.capacity_kwh * 1_000_000;
  const dc = model.current === 'DC';
  const soc_mpercent = random.between(8_000, dc ? 45_000 : 70_000);
  const target_mpercent = dc ? random.between(68_000, 95_000) : random.pick([80_000, 100_000]);
  const energy_mwh = Math.floor((capacity_mwh * (target_mpercent - soc_mpercent)) / 100_000);
  const noise = random.stream(`curve/${order.starts_at}`);
  const curveOrder = {
    starts_at: order.starts_at + random.between(3, 25) * second_ms,
    energy_mwh,
    power_w: Math.min(model.power_w_max, dc ? order.vehicle.dc_w_max : order.vehicle.ac_w_max),
    noise: () => noise.next(),
  };
  const curve = dc ? dcCurve({ ...curveOrder, capacity_mwh, soc_mpercent }) : acCurve(curveOrder);
  return { curve, battery: { capacity_mwh, soc_mpercent } };
};

interface Stay {
  readonly ended_at: number;
  readonly stop: StopCause;
}

const dcStay = (full_at: number, random: Prng): Stay => {
  const habit = random.next();
  if (habit < 0.5) return { ended_at: full_at + random.between(2, 20) * second_ms, stop: 'full' };
  if (habit < 0.7)
    return { ended_at: full_at + random.between(60, 1200) * second_ms, stop: 'local' };
  return { ended_at: full_at - random.between(60, 600) * second_ms, stop: 'local' };
};

const acStay = (from: number, random: Prng): Stay => {
  const minutes = random.chance(0.35) ? random.between(240, 600) : random.between(25, 210);
  const ended_at = from + minutes * minute_ms + random.between(0, 59) * second_ms;
  return { ended_at, stop: random.chance(0.6) ? 'unplugged' : 'local' };
};

interface Stop {
  readonly at: number;
  readonly stop: StopCause;
  readonly fault: FaultKind | null;
}

/**
 * The visit as it is when something ends it at an instant. The energy of a transaction was a whole
 * number of steps before, so bringing it down to one again needs the step of the curve's end.
 */
export const stopped = (visit: Visit, { at, stop, fault }: Stop): Visit => ({
  ...visit,
  curve: clipped(visit.curve, at, 1000),
  suspended_at: visit.suspended_at !== null && visit.suspended_at < at ? visit.suspended_at : null,
  ended_at: at,
  unplugged_at: at,
  stop,
  fault,
});
