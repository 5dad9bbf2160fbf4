// A tariff of OCPI 2.2.1 as it is priced with: numbers as integers, times as minutes and instants.

import type { Amount } from './money.ts';

export const dimensions = ['ENERGY', 'FLAT', 'PARKING_TIME', 'TIME'] as const;

/** What a price is for (TariffDimensionType). */
export type Dimension = (typeof dimensions)[number];

/** What one unit of a dimension costs (PriceComponent). */
export interface PriceComponent {
  readonly type: Dimension;
  /** Per kWh, per hour, or once; ten-thousandths of the currency's unit. */
  readonly price_e4: number;
  /** Ten-thousandths of a percent; null where none was given, which is no tax. */
  readonly vat_e4: number | null;
  /** Wh or seconds that are billed at a time; 0 bills what was measured. */
  readonly step_size: number;
}

export type ReservationRestriction = 'RESERVATION' | 'RESERVATION_EXPIRES';

/**
 * When an element is active (TariffRestrictions): all that is not null must hold at the moment.
 * Lowest values are inclusive, highest are exclusive.
 */
export interface Restrictions {
  /** Minutes since local midnight. */
  readonly start_minute: number | null;
  /** Minutes since local midnight; 0 is the end of the day. */
  readonly end_minute: number | null;
  /** Local midnight of the first day, in milliseconds as if it were one of UTC. */
  readonly start_date: number | null;
  /** Local midnight of the first day after, in milliseconds as if it were one of UTC. */
  readonly end_date: number | null;
  readonly energy_mwh_min: number | null;
  readonly energy_mwh_max: number | null;
  /** Amperes summed over the phases, in ten-thousandths. */
  readonly current_e4_min: number | null;
  readonly current_e4_max: number | null;
  /** Kilowatts in ten-thousandths. */
  readonly power_e4_min: number | null;
  readonly power_e4_max: number | null;
  readonly duration_s_min: number | null;
  readonly duration_s_max: number | null;
  /** Days of the week, 0 is Sunday; empty is every day. */
  readonly days: readonly number[];
  readonly reservation: ReservationRestriction | null;
}

/** Prices that are active under the same restrictions (TariffElement). */
export interface TariffElement {
  readonly components: readonly PriceComponent[];
  readonly restrictions: Restrictions;
}

/** A tariff that was read without fault (Tariff). */
export interface Tariff {
  readonly country_code: string;
  readonly party_id: string;
  readonly id: string;
  readonly currency: string;
  readonly type: string | null;
  readonly min_price: Amount | null;
  readonly max_price: Amount | null;
  /** Whether prices hold their tax already (2.3.0); never so in 2.2.1. */
  readonly tax_included: boolean;
  readonly elements: readonly TariffElement[];
  /** First instant at which sessions may start under it; null: always. */
  readonly starts_at: number | null;
  /** Last instant; null: for ever. */
  readonly ends_at: number | null;
  /** The tariff as it was given, which is what others are told. */
  readonly ocpi: Readonly<Record<string, unknown>>;
}

export const unrestricted: Restrictions = {
  start_minute: null,
  end_minute: null,
  start_date: null,
  end_date: null,
  energy_mwh_min: null,
  energy_mwh_max: null,
  current_e4_min: null,
  current_e4_max: null,
  power_e4_min: null,
  power_e4_max: null,
  duration_s_min: null,
  duration_s_max: null,
  days: [],
  reservation: null,
};
