// The windows that rulebooks judge: months, years and twelve months, in the zone of the regime.

import { offsetAt, startOfLocalDay } from '../zone.ts';
import type { Rulebook } from './rulebook.ts';

/** Milliseconds UTC, the end exclusive. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const monthText = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Months since year 0 of `2026-03`, or null where it is no month. */
export const monthOf = (text: string): number | null => {
  const [, year, month] = monthText.exec(text) ?? [];
  return year === undefined ? null : Number(year) * 12 + Number(month) - 1;
};

/** The first instant of a month in a zone. */
export const startOfMonth = (month: number, zone: string): number =>
  startOfLocalDay(Date.UTC(Math.floor(month / 12), month % 12, 1), zone);

const firstMonth = ({ window }: Rulebook, month: number): number => {
  switch (window) {
    case 'trailing_year':
      return month - 11;
    case 'calendar_year':
      return month - (month % 12);
    case 'month':
      return month;
  }
};

/** The window of a rulebook that ends with a month; of a calendar year, as far as that month. */
export const windowOf = (rulebook: Rulebook, month: number): Window => ({
  from: startOfMonth(firstMonth(rulebook, month), rulebook.zone),
  to: startOfMonth(month + 1, rulebook.zone),
});

/** The month in which an instant lies in a zone. */
export const monthAt = (at: number, zone: string): number => {
  const local = new Date(at + offsetAt(at, zone));
  return local.getUTCFullYear() * 12 + local.getUTCMonth();
};

const monthsOfYear = 12;

/** Whether a span is a window that the rulebook judges, to the millisecond. */
export const isOwnWindow = (rulebook: Rulebook, { from, to }: Window): boolean => {
  const month = monthAt(to - 1, rulebook.zone);
  const whole = rulebook.window !== 'calendar_year' || month % monthsOfYear === monthsOfYear - 1;
  const own = windowOf(rulebook, month);
  return whole && own.from === from && own.to === to;
};
