// The ledger of the demo: what the owner of its fleet would have registered.

import type { LedgerDesk } from '../api/ledger/desk.ts';
import type { Draft } from '../api/ledger/drafts.ts';
import { day_ms, instantText } from '../lib/time.ts';
import { ledgerTables } from '../processors/ledger/table.ts';
import type { Store } from '../store/port.ts';
import { issueCdrs } from './issue-cdrs.ts';
import { correctedTariff, type Entry, exclusionOf, registryOf } from '../simulator/registry.ts';
import type { StationProfile } from '../simulator/station.ts';
import type { TrueOutage } from '../simulator/truth.ts';

interface DemoFleet {
  readonly tenant: string;
  readonly stations: readonly StationProfile[];
  readonly outages: readonly TrueOutage[];
}

const draftsFor = (name: string, entries: readonly Entry[]): readonly Draft[] =>
  ledgerTables
    .filter((table) => table.name === name)
    .flatMap((table) => entries.map((values) => ({ table, withdraws: false, values })));

/** Records the fleet, its tariffs and an excluded outage; answers how many entries are new. */
export const recordDemo = async (desk: LedgerDesk, fleet: DemoFleet): Promise<number> => {
  const registry = registryOf(fleet.stations);
  const drafts = [
    ...Object.entries(registry).flatMap(([name, entries]) => draftsFor(name, entries)),
    ...draftsFor('exclusions', exclusionOf(fleet.outages)),
  ];
  const outcomes = await desk.record({ tenant: fleet.tenant, by: 'demo', drafts, skipBad: true });
  return outcomes.filter(({ status }) => status === 'recorded').length;
};

interface DemoBooks {
  readonly store: Store;
  readonly desk: LedgerDesk;
  readonly tenant: string;
  /** End of the traffic that was imported. */
  readonly to: number;
  /** Waits until what was recorded is in the tables. */
  readonly settled: () => Promise<void>;
}

const startOfMonth = (at: number): number => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
};

const day = (at: number): string => instantText(at).slice(0, 10);

/** How long before the end of a month its books are shut: what ends later adjusts them. */
const early_ms = 2 * day_ms;
/** Since when before the end a tariff had the wrong price. */
const wrong_ms = 3 * day_ms;

/**
 * The books of the demo: the month before is billed, closed two days early, and the rest billed, so
 * that there are adjustments; then a price turns out to have been wrong, and bills are credited.
 */
export const keepDemoBooks = async (books: DemoBooks): Promise<void> => {
  const { store, desk, tenant, to, settled } = books;
  const by = 'demo';
  const bill = async (until: number): Promise<void> => {
    const order = { tenant, by, until, at: Date.now(), dryRun: false };
    for await (const page of issueCdrs({ store, desk }, order)) void page;
    await settled();
  };
  const record = async (name: string, entry: Entry): Promise<void> => {
    await desk.record({ tenant, by, drafts: draftsFor(name, [entry]), skipBad: true });
    await settled();
  };
  const month = startOfMonth(to);
  const before = startOfMonth(month - 1);
  await bill(month - early_ms);
  await record('periods', {
    period_id: day(before).slice(0, 7),
    purpose: 'billing',
    valid_from: instantText(before),
    valid_to: instantText(month),
    notes: 'Closed two days early.',
  });
  await bill(to);
  await record('periods', {
    period_id: `filing-${day(before).slice(0, 7)}`,
    purpose: 'filing',
    valid_from: instantText(before),
    valid_to: instantText(month),
    notes: 'EV-ChART, by month.',
  });
  await record('tariffs', correctedTariff(to - wrong_ms));
  await bill(to);
};
