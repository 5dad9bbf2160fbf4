// Tariffs and sessions for tests: the examples of OCPI 2.2.1 and periods told in minutes and kWh.

import { minute_ms } from '../lib/time.ts';
import { asNumber, moneyText } from '../lib/tariff/money.ts';
import { price, type Price } from '../lib/tariff/price.ts';
import { readTariff } from '../lib/tariff/read-tariff.ts';
import type { Period, PeriodKind, PricedSession } from '../lib/tariff/session.ts';
import type { Tariff } from '../lib/tariff/tariff.ts';

/** What a test says of a tariff; the rest is as in the examples. */
export interface Told {
  readonly elements: readonly unknown[];
  readonly [field: string]: unknown;
}

export const ocpiTariff = (told: Told) => ({
  country_code: 'DE',
  party_id: 'ALL',
  id: '20',
  currency: 'EUR',
  last_updated: '2019-02-03T17:00:11Z',
  ...told,
});

export const tariffOf = (told: Told): Tariff => {
  const read = readTariff(ocpiTariff(told));
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.tariff;
};

type Component = Readonly<{ type: string; price: number; vat?: number; step_size: number }>;

export const component = (
  type: string,
  costs: number,
  { vat, step = 1 }: { vat?: number; step?: number } = {},
): Component => ({ type, price: costs, ...(vat === undefined ? {} : { vat }), step_size: step });

/** A tariff of one element without restrictions. */
export const simple = (...price_components: readonly Component[]): Tariff =>
  tariffOf({ elements: [{ price_components }] });

export const flat50 = component('FLAT', 0.5, { vat: 20 });
export const energy25 = component('ENERGY', 0.25, { vat: 10 });
export const startAndEnergy = { price_components: [flat50, energy25] };

export const utc = (): number => 0;

interface Span {
  readonly minutes: number;
  readonly kwh?: number;
  readonly amps?: number;
  readonly kind?: PeriodKind;
}

/** Periods that follow each other from an instant. */
export const periodsFrom = (start: string, spans: readonly Span[]): readonly Period[] => {
  let from = Date.parse(start);
  return spans.map(({ minutes, kwh = 0, amps, kind = 'charging' }) => {
    const to = from + Math.round(minutes * minute_ms);
    const current_e4 = amps === undefined ? null : Math.round(amps * 10_000);
    const period = { from, to, kind, energy_mwh: Math.round(kwh * 1_000_000), current_e4 };
    from = to;
    return period;
  });
};

export const sessionFrom = (start: string, spans: readonly Span[]): PricedSession => ({
  periods: periodsFrom(start, spans),
  reservation_expired: false,
  offsetAt: utc,
});

/** `"5.63 / 6.24"`: the total before and after tax. */
export const totals = ({ total, decimals }: Price): string =>
  `${moneyText(total.excl_e4, decimals)} / ${moneyText(total.incl_e4, decimals)}`;

export const costs = (session: PricedSession, tariff: Tariff): string =>
  totals(price(session, tariff));

/** Sum before tax of the prices alone, neither bounded nor rounded to coins. */
export const unrounded = (session: PricedSession, tariff: Tariff): number => {
  const { total, by_dimension } = price(session, tariff);
  return asNumber(total.excl_e4 - by_dimension.adjustments.excl_e4);
};
