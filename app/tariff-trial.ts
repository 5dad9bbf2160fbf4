// What a tariff would have earned: all sessions of the store, priced with it and billed to nobody.

import { offsetAt } from '../api/zone.ts';
import { priceUnder } from '../lib/billing/bill.ts';
import { nothing, sumOf, type Amount } from '../lib/tariff/money.ts';
import type { ByDimension } from '../lib/tariff/price.ts';
import type { Tariff } from '../lib/tariff/tariff.ts';
import type { Store } from '../store/port.ts';
import { readBillables } from './billables.ts';

/** Sums over the sessions that were priced, and how many were not, by the reason. */
export interface Trial {
  readonly sessions: number;
  readonly energy_mwh: number;
  readonly total: Amount;
  readonly by_dimension: ByDimension;
  readonly left_out: Readonly<Record<string, number>>;
}

const added = (sum: ByDimension, more: ByDimension): ByDimension => ({
  fixed: sumOf([sum.fixed, more.fixed]),
  energy: sumOf([sum.energy, more.energy]),
  time: sumOf([sum.time, more.time]),
  parking: sumOf([sum.parking, more.parking]),
  reservation: sumOf([sum.reservation, more.reservation]),
  adjustments: sumOf([sum.adjustments, more.adjustments]),
});

const noAmounts: ByDimension = {
  fixed: nothing,
  energy: nothing,
  time: nothing,
  parking: nothing,
  reservation: nothing,
  adjustments: nothing,
};

export interface TrialOrder {
  readonly tenant: string;
  readonly until: number;
  readonly tariff: Tariff;
  /** Time zone of the sites, for prices by the clock. */
  readonly zone: string;
}

/** Prices every session that ended before an instant; sessions that no bill is made of are counted. */
export const tryTariff = async (store: Store, order: TrialOrder): Promise<Trial> => {
  const { tenant, until, tariff, zone } = order;
  const left_out: Record<string, number> = {};
  let [sessions, energy_mwh, by_dimension, total] = [0, 0, noAmounts, nothing];
  for await (const page of readBillables(store, { tenant, until }, () => null))
    for (const billable of page) {
      const priced = priceUnder(billable, tariff, (at) => offsetAt(at, zone));
      const reason = 'reason' in priced ? priced : priced.doubt;
      if (reason !== null) left_out[reason.reason] = (left_out[reason.reason] ?? 0) + 1;
      if ('reason' in priced || priced.doubt !== null) continue;
      sessions += 1;
      energy_mwh += billable.session.energy_wh;
      total = sumOf([total, priced.price.total]);
      by_dimension = added(by_dimension, priced.price.by_dimension);
    }
  return { sessions, energy_mwh, total, by_dimension, left_out };
};
