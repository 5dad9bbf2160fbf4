// A small fleet whose tables are known row by row: what boards are held against.

import type { Row, Table } from '../schemas/table.ts';
import type { RowOf } from '../schemas/table.ts';
import { faults } from '../processors/faults/table.ts';
import { qualityFlags } from '../processors/quality/table.ts';
import { commands } from '../processors/commands/table.ts';
import { firmwareUpdates } from '../processors/firmware/table.ts';
import { day_ms, hour_ms, minute_ms } from '../lib/time.ts';
import { simulateHistory } from '../simulator/history.ts';
import type { Truth } from '../simulator/truth.ts';
import { eventsOf, foldedTables, openTestFold, rowsIn, type FoldedTables } from './folded.ts';
import { goldenLedger } from './golden-ledger.ts';
import { trafficOf, type Traffic } from './golden-traffic.ts';
import { openTestStore, type TestStore } from './open-test-store.ts';
import { sessions } from '../processors/sessions/table.ts';

export const goldenFrom = Date.UTC(2026, 2, 1);
export const goldenTo = goldenFrom + 3 * day_ms;

/** What the simulator knows of the fleet, and every row that was written of it. */
export interface GoldenFleet {
  readonly store: TestStore;
  readonly truth: Truth;
  readonly traffic: Traffic;
  readonly stations: readonly string[];
  readonly tables: readonly Table[];
  /** Rows of a table as they were written: thousandths where the column is a decimal. */
  rows<T extends Table>(table: T): readonly RowOf<T>[];
}

/** Simulated stations are commanded by nobody; these are six answers, one of them late. */
const commandRows = (station_id: string): readonly RowOf<typeof commands>[] =>
  [120, 240, 360, 480, 9_000, null].map((latency_ms, index) => ({
    tenant: 'default',
    station_id,
    issued_at: goldenFrom + (index + 1) * 8 * hour_ms,
    command_id: `command-${index}`,
    action: index < 4 ? 'RemoteStartTransaction' : 'Reset',
    port: 1,
    connector_id: 0,
    target: '',
    detail: '',
    state: latency_ms === null ? 'unanswered' : 'answered',
    status: latency_ms === null ? '' : index === 3 ? 'Rejected' : 'Accepted',
    error_code: '',
    info: '',
    unanswered_why: latency_ms === null ? 'connection_lost' : '',
    result_error: '',
    answered_at: latency_ms === null ? null : goldenFrom + (index + 1) * 8 * hour_ms + latency_ms,
    latency_ms,
    effect_expected: 'session_start',
    effect: index < 3 ? 'observed' : 'missed',
    effect_at: null,
    effect_after_ms: null,
  }));

/** One update that was installed within half an hour, and one that failed after two tries. */
const firmwareRows = (stations: readonly string[]): readonly RowOf<typeof firmwareUpdates>[] =>
  stations.slice(0, 2).map((station_id, index) => ({
    tenant: 'default',
    station_id,
    requested_at: goldenFrom + 30 * hour_ms,
    update_id: `update-${index}`,
    kind: 'update',
    requested: true,
    request_id: String(index),
    location: 'https://firmware.example/2.0.0.bin',
    signed: true,
    from_version: '1.0.0',
    to_version: index === 0 ? '2.0.0' : '',
    state: index === 0 ? 'installed' : 'failed',
    last_status: index === 0 ? 'Installed' : 'InstallationFailed',
    answered_at: goldenFrom + 30 * hour_ms,
    downloading_at: goldenFrom + 30 * hour_ms,
    downloaded_at: goldenFrom + 30 * hour_ms + 10 * minute_ms,
    installing_at: goldenFrom + 30 * hour_ms + 12 * minute_ms,
    ended_at: goldenFrom + 30 * hour_ms + 30 * minute_ms,
    evidence: index === 0 ? 'boot' : 'status',
    failures: index === 0 ? 0 : 2,
    retries: index === 0 ? 0 : 1,
  }));

const write = async (store: TestStore, tables: FoldedTables, all: readonly Table[]) => {
  for (const table of all) {
    const rows = rowsIn(tables, table.name);
    if (rows.length > 0) await store.add(table, rows);
  }
};

/** Honest stations leave no doubts: two by hand, of which one is about port 1. */
const doubtRows = (station_id: string): readonly RowOf<typeof qualityFlags>[] =>
  [0, 1].map((port) => ({
    tenant: 'default',
    station_id,
    at: goldenTo - 5 * hour_ms - port,
    event_id: `doubtful-${port}`,
    code: port === 0 ? 'clock_ahead' : 'register_fell',
    port,
    since: null,
    detail: 'by hand',
    concerns_at: goldenTo - 5 * hour_ms,
  }));

/** A fault that nobody has cleared, opened six hours before the end. */
const openFault = (station_id: string): RowOf<typeof faults> => ({
  tenant: 'default',
  station_id,
  port: 1,
  opened_at: goldenTo - 6 * hour_ms,
  error_code: 'GroundFailure',
  vendor_error_code: 'E7',
  info: 'by hand',
  cleared_at: null,
  reports: 1,
  event_id: 'fault-by-hand',
  severity: 'fault',
  mrec_code: 'CX001',
  error_code_reported: '',
  recovery_s: null,
  since_previous_s: null,
});

/** Folds three days of five stations into a store of its own; `store.close` removes it. */
export const openGoldenFleet = async (): Promise<GoldenFleet> => {
  const fold = await openTestFold();
  const history = simulateHistory({ seed: 'e', stations: 5, from: goldenFrom, to: goldenTo });
  const lines = [...history.lines];
  const tables = foldedTables(fold, eventsOf(lines));
  const stations = history.stations.map(({ station_id }) => station_id);
  const byHand = new Map<string, readonly Row[]>([
    [commands.name, commandRows(stations[0] ?? '')],
    [firmwareUpdates.name, firmwareRows(stations)],
    [qualityFlags.name, doubtRows(stations[0] ?? '')],
    [faults.name, [openFault(stations[1] ?? '')]],
  ]);
  const store = await openTestStore();
  const every = fold.rooms.flatMap((room) => room.tables);
  await write(store, tables, every);
  for (const table of [commands, firmwareUpdates, qualityFlags, faults])
    await store.add(table, byHand.get(table.name) ?? []);
  const truth = history.truth();
  const ledger = goldenLedger({
    from: goldenFrom,
    to: goldenTo,
    stations: history.stations,
    truth,
    sessions: rowsIn(tables, sessions.name) as readonly unknown[] as RowOf<typeof sessions>[],
  });
  for (const [table, rows] of ledger) {
    byHand.set(table.name, rows);
    await store.add(table, rows);
  }
  return {
    store,
    truth,
    traffic: trafficOf(lines),
    stations,
    tables: every,
    rows: <T extends Table>(table: T) => {
      const all: readonly unknown[] = [
        ...(tables.has(table.name) ? rowsIn(tables, table.name) : []),
        ...(byHand.get(table.name) ?? []),
      ];
      return all as readonly RowOf<T>[];
    },
  };
};
