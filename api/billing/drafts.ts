// CDRs as drafts for the desk of the ledger, in the order in which they are to be recorded.

import type { Cdr } from '../../lib/billing/cdr.ts';
import type { ClosedPeriod, Issued } from '../../lib/billing/issue.ts';
import type { SessionRow } from '../../lib/billing/session.ts';
import { cdrs } from '../../processors/ledger/table.ts';
import type { Draft } from '../ledger/drafts.ts';

/** A session, and by what it was priced: its place in the log and the version of the fold. */
export interface PricedBy {
  readonly session: SessionRow;
  /** As `3/1207 fold 8`; empty where it is not known. */
  readonly version: string;
}

interface Booking extends PricedBy {
  /** Closed period that it adjusts; empty where it adjusts none. */
  readonly adjusts: string;
  /** CDR that was credited in favour of this one; empty where none was. */
  readonly replaces: string;
  readonly closed: readonly ClosedPeriod[];
}

/**
 * The period of the books: the month (UTC) in which the session ended. What adjusts a closed one,
 * or would carry the name of one, is of the month in which it is issued.
 */
const periodOf = (cdr: Cdr, { adjusts, closed }: Booking): string => {
  const month = cdr.end_date_time.slice(0, 7);
  const isShut = adjusts !== '' || closed.some(({ period_id }) => period_id === month);
  return isShut ? cdr.last_updated.slice(0, 7) : month;
};

const hours_s = 3_600;

/** Four decimals of OCPI as the text of a number with three, which is all that currencies have. */
const decimal = (value: number): string => value.toFixed(3);

const draftOf = (cdr: Cdr, booking: Booking): Draft => {
  const { session, version, adjusts, replaces } = booking;
  const [tariff] = cdr.tariffs;
  return {
    table: cdrs,
    withdraws: false,
    values: {
      cdr_id: cdr.id,
      valid_from: cdr.start_date_time,
      // A session of no length was valid for a moment.
      ...(cdr.end_date_time > cdr.start_date_time ? { valid_to: cdr.end_date_time } : {}),
      credit: cdr.credit === true,
      credit_reference_id: cdr.credit_reference_id ?? '',
      replaces_cdr_id: replaces,
      session_id: cdr.session_id,
      site_id: cdr.cdr_location.id,
      station_id: session.station_id,
      port: session.port,
      token: cdr.cdr_token.uid,
      tariff_id: typeof tariff?.['id'] === 'string' ? tariff['id'] : '',
      period_id: periodOf(cdr, booking),
      adjusts_period_id: adjusts,
      currency: cdr.currency,
      energy_wh: decimal(cdr.total_energy * 1_000),
      duration_s: decimal(cdr.total_time * hours_s),
      total_excl_vat: decimal(cdr.total_cost.excl_vat),
      total_incl_vat: decimal(cdr.total_cost.incl_vat),
      session_version: version,
      cdr: JSON.stringify(cdr),
    },
  };
};

/** What is recorded together: a CDR, after the credit of the one that it replaces. */
export interface Recordable {
  readonly session_id: string;
  readonly drafts: readonly Draft[];
}

/** What a run issued, each CDR with its credit before it. */
export const recordables = (
  issued: Issued,
  sessions: ReadonlyMap<string, PricedBy>,
  closed: readonly ClosedPeriod[],
): readonly Recordable[] => {
  const credits = new Map(issued.credits.map((credit) => [credit.session_id, credit]));
  const plain = issued.cdrs.map((cdr) => {
    return { cdr, credit: credits.get(cdr.session_id) ?? null, period_id: '' };
  });
  return [...plain, ...issued.adjustments].flatMap(({ cdr, credit, period_id }) => {
    const priced = sessions.get(cdr.session_id);
    if (priced === undefined) return [];
    const replaces = credit?.credit_reference_id ?? '';
    const booking = { ...priced, adjusts: period_id, replaces, closed };
    const all = credit === null ? [cdr] : [credit, cdr];
    const drafts = all.map((one) =>
      draftOf(one, one.credit === true ? { ...booking, replaces: '' } : booking),
    );
    return [{ session_id: cdr.session_id, drafts }];
  });
};
