// A billing run over the store and the ledger: what is issued is recorded, page by page.

import type { LedgerDesk } from '../api/ledger/desk.ts';
import { readBillables } from '../api/billing/billables.ts';
import { recordables, type Recordable } from '../api/billing/drafts.ts';
import { readRegistry, type Registry } from '../api/billing/registry.ts';
import { storedRows } from '../api/billing/stored-rows.ts';
import type { BillableSession } from '../lib/billing/bill.ts';
import type { Cdr } from '../lib/billing/cdr.ts';
import { issue, type LeftOut } from '../lib/billing/issue.ts';
import { totalOf } from '../lib/billing/make-cdr.ts';
import { foldVersion } from '../processors/fold.ts';
import { cdrs } from '../processors/ledger/table.ts';
import type { Store } from '../store/port.ts';

export interface BillingOrder {
  readonly tenant: string;
  readonly by: string;
  /** Sessions that ended before it are billed. */
  readonly until: number;
  /** When the run is made. */
  readonly at: number;
  readonly dryRun: boolean;
}

/** Something that the ledger did not take, and why. */
export interface Refused {
  readonly session_id: string;
  readonly detail: string;
}

/** What became of a page of sessions. */
export interface BilledPage {
  readonly cdrs: readonly Cdr[];
  readonly credits: readonly Cdr[];
  /** Of those, sessions whose bill adjusts a closed period. */
  readonly adjustments: number;
  readonly unchanged: number;
  readonly left_out: readonly LeftOut[];
  readonly refused: readonly Refused[];
  /** What the page adds to all bills before tax and after it, by currency, in ten-thousandths. */
  readonly sums: Readonly<Record<string, { readonly excl_e4: number; readonly incl_e4: number }>>;
}

/** CDRs of some sessions, in the order in which they were recorded. */
const knownOf = async (
  store: Store,
  tenant: string,
  page: readonly BillableSession[],
): Promise<readonly Cdr[]> => {
  const rows = await storedRows(store, {
    table: cdrs,
    columns: ['cdr'],
    where:
      'tenant = {tenant:String} AND session_id IN {ids:Array(String)} ' +
      'ORDER BY recorded_at, credit, cdr_id',
    params: { tenant, ids: page.map(({ session }) => session.session_id) },
  });
  return rows.map(({ cdr }) => JSON.parse(cdr) as Cdr);
};

/** Records each CDR with its credit; what the ledger refuses is told, and nothing of it recorded. */
const recordAll = async (
  desk: LedgerDesk,
  { tenant, by, dryRun }: BillingOrder,
  all: readonly Recordable[],
): Promise<readonly Refused[]> => {
  const refused: Refused[] = [];
  const tell = ({ session_id, drafts }: Recordable, faults: readonly (readonly string[])[]) => {
    const detail = faults.flat().join(' ');
    if (detail !== '' && drafts.length > 0) refused.push({ session_id, detail });
  };
  const judge = (drafts: Recordable['drafts'], dry: boolean) =>
    desk.record({ tenant, by, drafts, dryRun: dry });
  const outcomes = await judge(
    all.flatMap(({ drafts }) => drafts),
    true,
  );
  const fit: Recordable[] = [];
  let next = 0;
  for (const one of all) {
    const own = outcomes.slice(next, (next += one.drafts.length));
    const faults = own.map((outcome) => outcome.faults.map(({ detail }) => detail));
    if (faults.flat().length > 0) tell(one, faults);
    else fit.push(one);
  }
  if (dryRun || fit.length === 0) return refused;
  const recorded = await judge(
    fit.flatMap(({ drafts }) => drafts),
    false,
  );
  for (const { faults } of recorded)
    for (const { detail } of faults) refused.push({ session_id: '', detail });
  return refused;
};

const sumsOf = (all: readonly Cdr[]): BilledPage['sums'] => {
  const sums: Record<string, { excl_e4: number; incl_e4: number }> = {};
  for (const cdr of all) {
    const sum = (sums[cdr.currency] ??= { excl_e4: 0, incl_e4: 0 });
    const { excl_e4, incl_e4 } = totalOf(cdr);
    sum.excl_e4 += excl_e4;
    sum.incl_e4 += incl_e4;
  }
  return sums;
};

interface Counter {
  readonly store: Store;
  readonly desk: LedgerDesk;
}

const billPage = async (
  { store, desk }: Counter,
  order: BillingOrder,
  { registry, page }: { readonly registry: Registry; readonly page: readonly BillableSession[] },
): Promise<BilledPage> => {
  const { until, at, tenant } = order;
  const known = await knownOf(store, tenant, page);
  const issued = issue({ ...registry, sessions: page, known, until, at });
  const sessions = new Map(
    page.map(({ session, place }) => {
      const version = place === undefined ? '' : `${place} fold ${foldVersion}`;
      return [session.session_id, { session, version }];
    }),
  );
  const refused = await recordAll(desk, order, recordables(issued, sessions, registry.closed));
  const not = new Set(refused.map(({ session_id }) => session_id));
  const isTaken = ({ session_id }: { session_id: string }): boolean => !not.has(session_id);
  const { adjustments } = issued;
  const bills = [...issued.cdrs, ...adjustments.map(({ cdr }) => cdr)].filter(isTaken);
  const back = [...issued.credits, ...adjustments.flatMap(({ credit }) => credit ?? [])];
  const credits = back.filter(isTaken);
  return {
    cdrs: bills,
    credits,
    adjustments: adjustments.filter(isTaken).length,
    unchanged: issued.unchanged,
    left_out: issued.leftOut,
    refused,
    sums: sumsOf([...bills, ...credits]),
  };
};

/** Bills all sessions of a tenant, by what the ledger says now; one page is held at a time. */
export async function* issueCdrs(
  counter: Counter,
  order: BillingOrder,
): AsyncGenerator<BilledPage & { readonly unread: Registry['unread'] }> {
  const { tenant, until } = order;
  const span = { tenant, known_at: null, from: 0, to: until };
  const registry = await readRegistry(counter.store, span);
  for await (const page of readBillables(counter.store, { tenant, until }, registry.siteOf)) {
    const billed = await billPage(counter, order, { registry, page });
    yield { ...billed, unread: registry.unread };
  }
}
