// How far a register can move: what a port can deliver in a time, and where registers roll over.

import { hour_ms, minute_ms } from '../../../lib/time.ts';

/** The most that a port delivers, milliwatts: 500 A at 1000 V, the most of CCS. */
export const portPower_mw_max = 500_000_000;

/** Width of a bucket of energy: where readings are further apart, nobody knows what was in which. */
export const quarter_ms = 15 * minute_ms;
/** Energy of no session below this is what a port uses itself, or what a register rounds. */
export const unattributed_mwh_min = 100_000;

/** Clocks of stations that round to minutes must not make a movement implausible. */
const slack_ms = minute_ms;
/** Registers that count whole kilowatt-hours move by one at once. */
const step_mwh = 1_000_000;
/** Movements up to this, the battery of a large car, are not held against sampled power. */
const unasked_mwh = 100_000_000;
/** A movement may exceed what the highest power ever sampled would have delivered, this often. */
const powerFactor = 3;

export interface Ability {
  /** The most that the port delivers, milliwatts. */
  readonly portPower_mw: number;
  /** Highest power ever sampled at the port, milliwatts; 0 where none was. */
  readonly peak_mw: number;
}

const delivered_mwh = (power_mw: number, length_ms: number): number =>
  (power_mw * (length_ms + slack_ms)) / hour_ms + step_mwh;

/** Whether a port can have delivered an energy in a time. */
export const canDeliver = (
  { portPower_mw, peak_mw }: Ability,
  energy_mwh: number,
  length_ms: number,
): boolean => {
  if (energy_mwh > delivered_mwh(portPower_mw, length_ms)) return false;
  if (energy_mwh <= unasked_mwh || peak_mw === 0) return true;
  return energy_mwh <= delivered_mwh(powerFactor * peak_mw, length_ms);
};

/** Where binary registers end: 31 and 32 bits of watt-hours. A lost carry moves them as far. */
const binary_mwh: readonly number[] = [2 ** 31 * 1000, 2 ** 32 * 1000];
/** Where registers of decimal digits end: 6 to 9 digits of watt-hours. */
const decimal_mwh: readonly number[] = [1e9, 1e10, 1e11, 1e12];

/** A roll-over is only believed within this share of the register's whole span. */
const reach = 0.01;

/** Energy of a movement over the end of a register; null where it is no such movement. */
export const rolledOver = (from_mwh: number, to_mwh: number): number | null => {
  for (const end of binary_mwh) {
    for (const moved of [to_mwh + end - from_mwh, to_mwh - end - from_mwh]) {
      if (moved >= 0 && moved <= end * reach) return moved;
    }
  }
  for (const end of decimal_mwh) {
    const moved = to_mwh + end - from_mwh;
    if (from_mwh < end && moved >= 0 && moved <= end * reach) return moved;
  }
  return null;
};
