// A billing run: what is to be issued so that every session is billed once, and rightly.

import { stableId } from '../hash.ts';
import { negated, sumOf, type Amount } from '../tariff/money.ts';
import { billOf, type BillableSession, type Terms } from './bill.ts';
import { contentHash } from './canonical.ts';
import type { Cdr } from './cdr.ts';
import { creditOf, totalOf } from './make-cdr.ts';
import type { Reason } from './unbillable.ts';

/** A period of the books that was closed: from its first instant to the first after it. */
export interface ClosedPeriod {
  readonly period_id: string;
  readonly from: number;
  readonly to: number;
}

export interface BillingRun extends Terms {
  readonly sessions: readonly BillableSession[];
  /** All CDRs issued before for these sessions, credits among them. */
  readonly known: readonly Cdr[];
  readonly closed: readonly ClosedPeriod[];
  /** Sessions that ended before this instant are billed. */
  readonly until: number;
  /** When the run is made: the time of issue of all it issues. */
  readonly at: number;
}

/** What a closed period lacks, booked in the open one: a late bill, or a corrected one. */
export interface Adjustment {
  readonly period_id: string;
  readonly session_id: string;
  /** Null where the session had not been billed. */
  readonly credit: Cdr | null;
  readonly cdr: Cdr;
  /** What the adjustment adds to the sum of all bills. */
  readonly difference: Amount;
}

/** A session without a bill. `billed_by` is the CDR that stands although there is a reason now. */
export interface LeftOut extends Reason {
  readonly session_id: string;
  readonly billed_by: string | null;
}

export interface Issued {
  readonly cdrs: readonly Cdr[];
  /** Each takes back a CDR in whose place `cdrs` has another. */
  readonly credits: readonly Cdr[];
  readonly adjustments: readonly Adjustment[];
  readonly leftOut: readonly LeftOut[];
  /** Sessions whose bill stands as it is. */
  readonly unchanged: number;
}

/** CDRs by session, and which of them stands: issued last, and not credited. */
const standingOf = (known: readonly Cdr[]) => {
  const credited = new Set(known.map(({ credit_reference_id }) => credit_reference_id));
  const bySession = new Map<string, { issued: Set<string>; standing: Cdr | null }>();
  for (const cdr of known) {
    const of = bySession.get(cdr.session_id) ?? { issued: new Set(), standing: null };
    if (cdr.credit !== true) {
      of.issued.add(cdr.id);
      if (!credited.has(cdr.id)) of.standing = cdr;
    }
    bySession.set(cdr.session_id, of);
  }
  return bySession;
};

const closedAt = (closed: readonly ClosedPeriod[], at: number): ClosedPeriod | null =>
  closed.find(({ from, to }) => from <= at && at < to) ?? null;

interface Writable {
  readonly cdrs: Cdr[];
  readonly credits: Cdr[];
  readonly adjustments: Adjustment[];
  readonly leftOut: LeftOut[];
  unchanged: number;
}

/** Puts a new bill, and the credit of the one before it, where they belong. */
const put = (
  issued: Writable,
  { cdr, before }: { cdr: Cdr; before: Cdr | null },
  { closed, at, ended_at }: { closed: readonly ClosedPeriod[]; at: number; ended_at: number },
): void => {
  const credit = before === null ? null : creditOf(before, at);
  // A corrected session may have moved: neither its old period nor its new one may be touched.
  const was = before === null ? null : closedAt(closed, Date.parse(before.end_date_time));
  const period = was ?? closedAt(closed, ended_at);
  if (period !== null) {
    const difference =
      before === null ? totalOf(cdr) : sumOf([totalOf(cdr), negated(totalOf(before))]);
    const { period_id } = period;
    issued.adjustments.push({ period_id, session_id: cdr.session_id, credit, cdr, difference });
    return;
  }
  if (credit !== null) issued.credits.push(credit);
  issued.cdrs.push(cdr);
};

/** The same session given twice would be billed twice: the last one counts. */
const onceEach = (sessions: readonly BillableSession[]): readonly BillableSession[] => [
  ...new Map(sessions.map((one) => [one.session.session_id, one])).values(),
];

const isDue =
  (until: number) =>
  ({ session }: BillableSession) =>
    session.ended_at === null || session.ended_at < until;

/**
 * What a billing run has to issue. A session is billed once; where its numbers have changed since,
 * the CDR is credited and another one issued; where its period is closed, both are an adjustment.
 * A run over what it issued itself issues nothing. Ids follow from session and count, so that a
 * run that is made again writes the same CDRs. What stands is never taken back for a doubt alone:
 * such a session is left out, with the CDR that bills it.
 */
export const issue = (run: BillingRun): Issued => {
  const { sessions, known, closed, until, at } = run;
  const bills = standingOf(known);
  const issued: Writable = { cdrs: [], credits: [], adjustments: [], leftOut: [], unchanged: 0 };
  for (const billable of onceEach(sessions).filter(isDue(until))) {
    const { tenant, session_id, ended_at } = billable.session;
    const bill = bills.get(session_id);
    const before = bill?.standing ?? null;
    const id = stableId(`cdr/${tenant}/${session_id}/${bill?.issued.size ?? 0}`);
    const made = billOf(billable, run, { id, at });
    if ('reason' in made)
      issued.leftOut.push({ session_id, ...made, billed_by: before?.id ?? null });
    else if (before !== null && contentHash(before) === contentHash(made.cdr)) issued.unchanged++;
    else put(issued, { cdr: made.cdr, before }, { closed, at, ended_at: ended_at ?? at });
  }
  return issued;
};
