// The charging periods of a CDR: where its prices change, with volumes that sum to its totals.

import type { PricedPart } from '../tariff/use.ts';
import { instantText } from '../time.ts';
import type { CdrDimension, ChargingPeriod } from './cdr.ts';

/** An instant as OCPI writes it: to the second, at most 25 characters. */
export const ocpiInstant = (at: number): string => `${instantText(at).slice(0, 19)}Z`;

/** mWh in a ten-thousandth of a kWh, and milliseconds in one of an hour. */
const mwhPerE4 = 100;
const msPerE4 = 360;

interface Merged {
  readonly from: number;
  readonly to: number;
  readonly energy_mwh: number;
  readonly kind: PricedPart['part']['period']['kind'];
  /** Places of the active elements, without fees, which are of no period. */
  readonly active: string;
}

const mergedOf = (parts: readonly PricedPart[]): readonly Merged[] => {
  const all: Merged[] = [];
  for (const { part, elements } of parts) {
    const { FLAT: _fee, RESERVATION_FLAT: _other, ...used } = elements;
    const { from, to, energy_mwh } = part;
    const { kind } = part.period;
    const active = JSON.stringify(used);
    const last = all.at(-1);
    if (last?.kind === kind && last.active === active && last.to === from)
      all[all.length - 1] = { ...last, to, energy_mwh: last.energy_mwh + energy_mwh };
    else all.push({ from, to, energy_mwh, kind, active });
  }
  return all;
};

const timeTypes = {
  charging: 'TIME',
  parking: 'PARKING_TIME',
  reservation: 'RESERVATION_TIME',
} as const;

/** Rounds a running sum, so that the rounded shares sum to the rounded whole. */
const sharing = (per: number): ((amount: number) => number) => {
  let [sum, told_e4] = [0, 0];
  return (amount) => {
    sum += amount;
    const share_e4 = Math.round(sum / per) - told_e4;
    told_e4 += share_e4;
    return share_e4;
  };
};

export interface Volumes {
  readonly periods: readonly ChargingPeriod[];
  /** Sums over the periods: ten-thousandths of a kWh, and of an hour. */
  readonly energy_e4: number;
  readonly time_e4: number;
  readonly parking_e4: number;
}

/** The charging periods of a CDR and the totals that they sum to, exactly. */
export const volumesOf = (parts: readonly PricedPart[], tariff_id: string): Volumes => {
  const [energyShare, timeShare, reservedShare] = [
    sharing(mwhPerE4),
    sharing(msPerE4),
    sharing(msPerE4),
  ];
  let [energy_e4, time_e4, parking_e4] = [0, 0, 0];
  const periods = mergedOf(parts).map(({ from, to, energy_mwh, kind }): ChargingPeriod => {
    const share_e4 = energyShare(energy_mwh);
    const spent_e4 = kind === 'reservation' ? reservedShare(to - from) : timeShare(to - from);
    energy_e4 += share_e4;
    if (kind !== 'reservation') time_e4 += spent_e4;
    if (kind === 'parking') parking_e4 += spent_e4;
    const dimensions: readonly CdrDimension[] = [
      ...(share_e4 > 0 ? [{ type: 'ENERGY' as const, volume: share_e4 / 10_000 }] : []),
      { type: timeTypes[kind], volume: spent_e4 / 10_000 },
    ];
    return { start_date_time: ocpiInstant(from), dimensions, tariff_id };
  });
  return { periods, energy_e4, time_e4, parking_e4 };
};
