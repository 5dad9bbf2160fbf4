// Which price of a tariff is active at a moment of a session: the first element that matches.

import { day_ms, floorTo, minute_ms, second_ms } from '../time.ts';
import type { Period, PeriodKind } from './session.ts';
import type { Dimension, PriceComponent, Restrictions, Tariff } from './tariff.ts';

/** A part of a period, within which the same elements are active. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly energy_mwh: number;
  /** The whole period, whose power is that of all its parts. */
  readonly period: Period;
  /** Energy of the session before this part. */
  readonly used_mwh: number;
  /** Time since the session (or the reservation) began. */
  readonly elapsed_ms: number;
  /** Local time at the start of the part, in milliseconds as if it were one of UTC. */
  readonly local_ms: number;
  readonly reservation_expired: boolean;
}

/** What a tariff asks and nobody measured. */
export type Missing = 'current' | 'power';

type Match = 'yes' | 'no' | Missing;

/** Whether a value is within bounds of which the lower belongs to them and the upper does not. */
const within = (value: number, least: number | null, most: number | null): boolean =>
  (least === null || value >= least) && (most === null || value < most);

const isTimeOfDay = (local_ms: number, { start_minute, end_minute }: Restrictions): boolean => {
  const start = start_minute ?? 0;
  const end = end_minute ?? 0;
  const time_ms = local_ms - floorTo(local_ms, day_ms);
  const isPastStart = time_ms >= start * minute_ms;
  const isBeforeEnd = time_ms < end * minute_ms;
  // An end that is not after the start lies in the next day, 00:00 being the end of this one.
  return end > start ? isPastStart && isBeforeEnd : isPastStart || isBeforeEnd;
};

const isDay = (local_ms: number, { days, start_date, end_date }: Restrictions): boolean =>
  within(local_ms, start_date, end_date) &&
  (days.length === 0 || days.includes(new Date(local_ms).getUTCDay()));

const isReserved = (part: Part, { reservation }: Restrictions): boolean => {
  if (part.period.kind !== 'reservation') return reservation === null;
  return (
    reservation === 'RESERVATION' ||
    (reservation === 'RESERVATION_EXPIRES' && part.reservation_expired)
  );
};

const currentMatches = ({ period }: Part, { current_e4_min, current_e4_max }: Restrictions) => {
  if (current_e4_min === null && current_e4_max === null) return 'yes';
  const current_e4 = period.kind === 'charging' ? period.current_e4 : 0;
  if (current_e4 === null) return 'current';
  return within(current_e4, current_e4_min, current_e4_max) ? 'yes' : 'no';
};

/** Ten-thousandths of a kilowatt are 100 mW: bounds are compared as energy over the period. */
const powerMatches = ({ period }: Part, { power_e4_min, power_e4_max }: Restrictions): Match => {
  if (power_e4_min === null && power_e4_max === null) return 'yes';
  const length_ms = BigInt(period.to - period.from);
  if (length_ms === 0n) return 'power';
  const energy = BigInt(period.energy_mwh) * 3_600_000n;
  const over = (limit: number): boolean => energy >= BigInt(limit) * 100n * length_ms;
  const isAbove = power_e4_min === null || over(power_e4_min);
  return isAbove && (power_e4_max === null || !over(power_e4_max)) ? 'yes' : 'no';
};

/** Whether all restrictions hold at the start of a part. */
const matches = (part: Part, restrictions: Restrictions): Match => {
  const { energy_mwh_min, energy_mwh_max, duration_s_min, duration_s_max } = restrictions;
  const longest = duration_s_max === null ? null : duration_s_max * second_ms;
  const holds =
    isReserved(part, restrictions) &&
    isTimeOfDay(part.local_ms, restrictions) &&
    isDay(part.local_ms, restrictions) &&
    within(part.used_mwh, energy_mwh_min, energy_mwh_max) &&
    within(part.elapsed_ms, (duration_s_min ?? 0) * second_ms, longest);
  if (!holds) return 'no';
  const current = currentMatches(part, restrictions);
  return current === 'yes' ? powerMatches(part, restrictions) : current;
};

/** A price that is active, with the place of its element in the tariff. */
export interface Active {
  readonly element: number;
  readonly component: PriceComponent;
}

export interface Found {
  readonly active: Active | null;
  readonly missing: readonly Missing[];
}

type Element = readonly [index: number, element: Tariff['elements'][number]];

const firstOf = (part: Part, elements: readonly Element[], dimension: Dimension): Found => {
  const missing: Missing[] = [];
  for (const [element, { components, restrictions }] of elements) {
    const component = components.find(({ type }) => type === dimension);
    const match = component === undefined ? 'no' : matches(part, restrictions);
    if (match === 'current' || match === 'power') missing.push(match);
    if (component !== undefined && match === 'yes')
      return { active: { element, component }, missing };
  }
  return { active: null, missing };
};

/**
 * The active price of one dimension: that of the first element which has one and whose
 * restrictions all hold. Of a reservation that expired, elements that say so come first.
 * Source: OCPI 2.2.1 mod_tariffs, Tariff object and ReservationRestrictionType.
 */
export const activeOf = (part: Part, tariff: Tariff, dimension: Dimension): Found => {
  const elements = [...tariff.elements.entries()];
  if (part.period.kind !== 'reservation') return firstOf(part, elements, dimension);
  const isOfExpiry = ([, { restrictions }]: Element): boolean =>
    restrictions.reservation === 'RESERVATION_EXPIRES';
  const first = [...elements.filter(isOfExpiry), ...elements.filter((e) => !isOfExpiry(e))];
  return firstOf(part, first, dimension);
};

/** The dimension in which the time of a period is priced. */
export const timeDimension = (kind: PeriodKind): Dimension =>
  kind === 'parking' ? 'PARKING_TIME' : 'TIME';
