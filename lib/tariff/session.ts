// What is priced: the periods of a session, and whether they are such that can be priced.

import { day_ms } from '../time.ts';

/** Charging: the vehicle takes or awaits power. Parking: it wants none. Reservation: before. */
export type PeriodKind = 'charging' | 'parking' | 'reservation';

/** A span in which a session did one thing. */
export interface Period {
  /** Milliseconds since 1970 UTC. */
  readonly from: number;
  readonly to: number;
  readonly kind: PeriodKind;
  readonly energy_mwh: number;
  /** Amperes summed over the phases, in ten-thousandths; null where nobody measured it. */
  readonly current_e4: number | null;
}

/** A session as far as its price needs it. */
export interface PricedSession {
  /** In order of time, not over each other; gaps between them are priced as nothing. */
  readonly periods: readonly Period[];
  /** Whether the reservation before it ended without a session. */
  readonly reservation_expired: boolean;
  /** Offset of local time at the site from UTC at an instant, in milliseconds. */
  readonly offsetAt: (at: number) => number;
}

/** Periods of one session: an hour of quarters for each of 400 days is fewer. */
export const periods_max = 50_000;
/** Longest session that is priced. */
export const session_ms_max = 366 * day_ms;
/** Most energy of a session that is priced: 10 MWh. */
export const session_mwh_max = 10_000_000_000;

const faultOf = (period: Period, before: Period | undefined): string | null => {
  const { from, to, kind, energy_mwh } = period;
  if (![from, to, energy_mwh].every(Number.isSafeInteger)) return 'a figure is no whole number';
  if (to < from) return 'a period ends before it starts';
  if (energy_mwh < 0) return 'the energy of a period is negative';
  if (before !== undefined && from < before.to) return 'two periods overlap';
  if (kind === 'reservation' && before !== undefined && before.kind !== 'reservation')
    return 'a reservation comes after charging';
  return kind === 'reservation' && energy_mwh > 0 ? 'a reservation has energy' : null;
};

/** Why a session cannot be priced; null where it can. */
export const sessionFault = ({ periods }: PricedSession): string | null => {
  const [first, last] = [periods[0], periods.at(-1)];
  if (first === undefined || last === undefined) return 'there is no period';
  if (periods.length > periods_max) return `there are more than ${periods_max} periods`;
  if (last.to - first.from > session_ms_max) return 'it is longer than 366 days';
  const energy_mwh = periods.reduce((sum, period) => sum + period.energy_mwh, 0);
  if (energy_mwh > session_mwh_max) return 'it has more than 10 MWh';
  for (const [index, period] of periods.entries()) {
    const says = faultOf(period, periods[index - 1]);
    if (says !== null) return says;
  }
  return null;
};
