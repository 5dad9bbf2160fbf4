// The bill of one session: its price and the CDR of the same total, or why there is none.

import { price, type Price } from '../tariff/price.ts';
import { sessionFault } from '../tariff/session.ts';
import type { Tariff } from '../tariff/tariff.ts';
import type { Cdr, CdrLocation } from './cdr.ts';
import { tariffFor, type TariffAssignment, type TariffVersion } from './choose-tariff.ts';
import { cdrOf, type Party } from './make-cdr.ts';
import { periodsOf, type Beside } from './periods.ts';
import type { SessionRow } from './session.ts';
import { doubtOf, refusalOf, type Reason } from './unbillable.ts';

/** Where a session took place, as the registry had it when the session started. */
export interface BilledSite {
  readonly site_id: string;
  /** Who issues the bills of the site. */
  readonly party: Party;
  readonly location: CdrLocation;
  /** Offset of local time from UTC at an instant, in milliseconds. */
  readonly offsetAt: (at: number) => number;
}

/** All that a bill needs of a session. */
export interface BillableSession {
  readonly session: SessionRow;
  readonly beside: Beside;
  /** Codes of the doubts about it. */
  readonly doubts: readonly string[];
  /** Why there is no bill, where the registry does not say enough of the port. */
  readonly site: BilledSite | Reason;
  /** Partition and offset in the log of what touched the session last, as 3/1207. */
  readonly place?: string;
}

/** What sessions are billed under. */
export interface Terms {
  readonly tariffs: readonly TariffVersion[];
  readonly assignments: readonly TariffAssignment[];
}

export interface Priced {
  readonly price: Price;
  /** A reason that forbids the bill, although there is a price. */
  readonly doubt: Reason | null;
}

/** The price of a session that has ended under a tariff: the one place where it is reckoned. */
export const priceUnder = (
  { session, beside, doubts }: Omit<BillableSession, 'site'>,
  tariff: Tariff,
  offsetAt: BilledSite['offsetAt'],
): Priced | Reason => {
  const refusal = refusalOf(session);
  if (refusal !== null) return refusal;
  const periods = periodsOf(session, beside);
  const priced = { periods: periods.periods, reservation_expired: false, offsetAt };
  const fault = sessionFault(priced);
  if (fault !== null) return { reason: 'no_price', says: `It cannot be priced: ${fault}.` };
  const told = price(priced, tariff);
  return { price: told, doubt: doubtOf({ session, doubts }, { periods, price: told, tariff }) };
};

/** A price, and what it follows from. */
export interface PricedSessionAt extends Priced {
  readonly version: TariffVersion;
  readonly site: BilledSite;
}

/** The price of a session under the tariff that it is assigned. */
export const priceOf = (billable: BillableSession, terms: Terms): PricedSessionAt | Reason => {
  const { session, site } = billable;
  const refusal = refusalOf(session);
  if (refusal !== null) return refusal;
  if ('reason' in site) return site;
  const version = tariffFor(session, site.site_id, terms);
  if (version === null)
    return { reason: 'no_tariff', says: 'No tariff was assigned and valid at the start.' };
  const priced = priceUnder(billable, version.tariff, site.offsetAt);
  return 'reason' in priced ? priced : { ...priced, version, site };
};

/** The CDR of a session under an id; the reason where it must not be billed. */
export const billOf = (
  billable: BillableSession,
  terms: Terms,
  { id, at }: { readonly id: string; readonly at: number },
): { readonly cdr: Cdr } | Reason => {
  const { session } = billable;
  const priced = priceOf(billable, terms);
  if ('reason' in priced) return priced;
  if (priced.doubt !== null) return priced.doubt;
  const { location, party } = priced.site;
  const { tariff } = priced.version;
  return { cdr: cdrOf({ session, price: priced.price, tariff, location, party, id, at }) };
};
