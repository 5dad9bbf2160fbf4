// The demo's fleet with its ledger in a store: what filings of regulators are tried over.

import { entryRow } from '../processors/ledger/entry.ts';
import { day_ms } from '../lib/time.ts';
import type { Row, Table } from '../schemas/table.ts';
import { fleet } from '../simulator/fleet.ts';
import { simulateHistory } from '../simulator/history.ts';
import { exclusionOf, registryOf } from '../simulator/registry.ts';
import { eventsOf, foldedTables, openTestFold, rowsIn } from './folded.ts';
import { draftFor, openLedgerRig } from './ledger-rig.ts';
import type { TestStore } from './open-test-store.ts';

export const filedTenant = 'default';
/** The traffic lies within the first quarter of 2026. */
export const filedFrom = Date.UTC(2026, 2, 10);
export const filedTo = filedFrom + 2 * day_ms;

const drafts = (name: string, entries: readonly Readonly<Record<string, unknown>>[]) =>
  entries.map((values) => draftFor(name, values));

/** Stores two days of the demo's 40 stations and what their owner registered. */
export const storeFilingFleet = async (store: TestStore): Promise<void> => {
  const stations = fleet({ seed: 'filing', stations: 40 });
  // Four of the ten stations of each site, of all models, speak; the others are registered alone.
  const speaking = stations.filter((_, index) => index % 10 < 4);
  const order = { seed: 'filing', stations: speaking, from: filedFrom, to: filedTo };
  const history = simulateHistory(order);
  const fold = await openTestFold();
  const tables = foldedTables(fold, eventsOf(history.lines));
  for (const table of fold.rooms.flatMap((room) => room.tables)) {
    const rows = rowsIn(tables, table.name);
    if (rows.length > 0) await store.add(table, rows);
  }
  const { desk, events } = openLedgerRig();
  const said = [
    ...Object.entries(registryOf(stations)).flatMap(([name, entries]) => drafts(name, entries)),
    ...drafts('exclusions', exclusionOf(history.truth().outages)),
  ];
  await desk.record({ tenant: filedTenant, by: 'demo', drafts: said });
  const entries = new Map<Table, Row[]>();
  for (const event of events()) {
    const emitted = entryRow(event);
    if (emitted === null) continue;
    entries.set(emitted.table, [...(entries.get(emitted.table) ?? []), emitted.row]);
  }
  for (const [table, rows] of entries) await store.add(table, rows);
};
