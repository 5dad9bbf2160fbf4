// Opening hours as the ledger holds them (OCPI Hours), read into hours of weekdays.

import type { OpeningHours } from './hours.ts';

interface OcpiHours {
  readonly twentyfourseven?: boolean;
  readonly regular_hours?: readonly {
    readonly weekday: number;
    readonly period_begin: string;
    readonly period_end: string;
  }[];
}

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};

/** Regular hours of an OCPI object Hours. Null: always open. Source: OCPI 2.2.1, 8.4.14. */
export const openingHoursOf = (json: string): readonly OpeningHours[] | null => {
  if (json === '') return null;
  const hours = JSON.parse(json) as OcpiHours;
  if (hours.twentyfourseven === true || hours.regular_hours === undefined) return null;
  return hours.regular_hours.map(({ weekday, period_begin, period_end }) => ({
    weekday,
    from_min: minutesOf(period_begin),
    to_min: minutesOf(period_end) || 1_440,
  }));
};
