// The price of a session under a tariff, with the lines that explain every figure of it.

import type { Missing } from './active.ts';
import {
  costOfEnergy,
  costOfFee,
  costOfTime,
  currencyDecimals,
  negated,
  roundedTo,
  sumOf,
  taxed,
  type Amount,
} from './money.ts';
import { partsOf } from './parts.ts';
import { sessionFault, type PricedSession } from './session.ts';
import type { Tariff } from './tariff.ts';
import { useOf, type PricedPart, type Use, type UseKind } from './use.ts';

/** What follows the prices: the bounds of the tariff, and the coins there are. */
export type AdjustmentKind = 'MIN_PRICE' | 'MAX_PRICE' | 'ROUNDING';

/** A line of the price: a price that was used, or an adjustment of the sum of those before it. */
export type PriceLine =
  (Use & Amount) | ({ readonly kind: AdjustmentKind; readonly component: null } & Amount);

/** Amounts by what they are for; all of them and the adjustments are the total. */
export interface ByDimension {
  readonly fixed: Amount;
  readonly energy: Amount;
  readonly time: Amount;
  readonly parking: Amount;
  readonly reservation: Amount;
  /** Bounds and rounding. */
  readonly adjustments: Amount;
}

export interface Price {
  readonly currency: string;
  /** Decimals that the total is rounded to. */
  readonly decimals: number;
  readonly lines: readonly PriceLine[];
  readonly total: Amount;
  readonly by_dimension: ByDimension;
  /** The tariff holds its tax and does not say how much: before tax and after it look the same. */
  readonly tax_unknown: boolean;
  /** What the tariff asks and nobody measured: with any of these the price is in doubt. */
  readonly missing: readonly Missing[];
  readonly parts: readonly PricedPart[];
}

const costOf = ({ kind, component, billed }: Use): bigint => {
  switch (kind) {
    case 'FLAT':
    case 'RESERVATION_FLAT':
      return costOfFee(component.price_e4);
    case 'ENERGY':
      return costOfEnergy(component.price_e4, billed);
    case 'TIME':
    case 'PARKING_TIME':
    case 'RESERVATION_TIME':
      return costOfTime(component.price_e4, billed);
  }
};

const lineOf =
  (tariff: Tariff) =>
  (use: Use): Use & Amount => {
    const tax = { vat_e4: use.component.vat_e4 ?? 0, included: tariff.tax_included };
    return { ...use, ...taxed(costOf(use), tax) };
  };

const difference = (wanted: Amount, sum: Amount): Amount => sumOf([wanted, negated(sum)]);

/** Both sides of an amount by one rule. */
const each = (amount: Amount, bound: Amount | null, rule: (a: number, b: number) => number) => ({
  excl_e4: bound === null ? amount.excl_e4 : rule(amount.excl_e4, bound.excl_e4),
  incl_e4: bound === null ? amount.incl_e4 : rule(amount.incl_e4, bound.incl_e4),
});

/** Rounded to what can be paid; where that leaves the bounds of the tariff, to the other side. */
const payable = (amount: Amount, tariff: Tariff, decimals: number): Amount => {
  const step_e4 = 10 ** (4 - decimals);
  const down = (value: number, most: number): number => (value > most ? value - step_e4 : value);
  const up = (value: number, least: number): number => (value < least ? value + step_e4 : value);
  const rounded = {
    excl_e4: roundedTo(amount.excl_e4, decimals),
    incl_e4: roundedTo(amount.incl_e4, decimals),
  };
  return each(each(rounded, tariff.min_price, up), tariff.max_price, down);
};

type Adjustment = Extract<PriceLine, { component: null }>;

/** The lines after those of prices, each only where it changes something. */
const adjustmentsOf = (
  sum: Amount,
  tariff: Tariff,
  { decimals, charged }: { decimals: number; charged: boolean },
): readonly Adjustment[] => {
  const least = charged ? each(sum, tariff.min_price, Math.max) : sum;
  const most = each(least, tariff.max_price, Math.min);
  const paid = payable(most, charged ? tariff : { ...tariff, min_price: null }, decimals);
  const steps = [
    { kind: 'MIN_PRICE', ...difference(least, sum) },
    { kind: 'MAX_PRICE', ...difference(most, least) },
    { kind: 'ROUNDING', ...difference(paid, most) },
  ] as const;
  return steps
    .filter(({ excl_e4, incl_e4 }) => excl_e4 !== 0 || incl_e4 !== 0)
    .map((step) => ({ component: null, ...step }));
};

const byDimension = (lines: readonly PriceLine[]): ByDimension => {
  const of = (...kinds: readonly (UseKind | AdjustmentKind)[]): Amount =>
    sumOf(lines.filter(({ kind }) => kinds.includes(kind)));
  return {
    fixed: of('FLAT'),
    energy: of('ENERGY'),
    time: of('TIME'),
    parking: of('PARKING_TIME'),
    reservation: of('RESERVATION_FLAT', 'RESERVATION_TIME'),
    adjustments: of('MIN_PRICE', 'MAX_PRICE', 'ROUNDING'),
  };
};

/**
 * The price of a session. Each line is computed exactly from all that was billed at its price and
 * rounded once to four decimals; the sum is bounded by the least and the highest price and
 * rounded to the coins of the currency. The lines sum to the total, always.
 * Throws for a session that `sessionFault` refuses: ask it first where that may be.
 * Source: OCPI 2.2.1 mod_tariffs and mod_cdrs; docs/tariffs.md says what they leave open.
 */
export const price = (session: PricedSession, tariff: Tariff): Price => {
  const refusal = sessionFault(session);
  if (refusal !== null) throw new Error(`A session cannot be priced: ${refusal}.`);
  const { uses, parts, missing } = useOf(partsOf(session, tariff), tariff);
  const priced = uses.map(lineOf(tariff));
  const decimals = currencyDecimals(tariff.currency);
  const charged = session.periods.some(({ kind }) => kind !== 'reservation');
  const adjustments = adjustmentsOf(sumOf(priced), tariff, { decimals, charged });
  const lines = [...priced, ...adjustments];
  return {
    currency: tariff.currency,
    decimals,
    lines,
    total: sumOf(lines),
    by_dimension: byDimension(lines),
    tax_unknown: tariff.tax_included && uses.some(({ component }) => component.vat_e4 === null),
    missing,
    parts,
  };
};
