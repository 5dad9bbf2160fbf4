// The ledger of the demo: what the owner of its fleet would have registered.

import type { LedgerDesk } from '../api/ledger/desk.ts';
import type { Draft } from '../api/ledger/drafts.ts';
import { ledgerTables } from '../processors/ledger/table.ts';
import { type Entry, exclusionOf, registryOf } from '../simulator/registry.ts';
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
