// What the tables say, in the words of the simulator's ledger of the truth, to compare the two.

import { availability } from '../processors/availability/table.ts';
import { sessionEnergy } from '../processors/energy/table.ts';
import { faults } from '../processors/faults/table.ts';
import { sessions } from '../processors/sessions/table.ts';
import type { RowOf, Table } from '../schemas/table.ts';
import type { Truth } from '../simulator/truth.ts';
import { openClickHouse } from '../store/clickhouse.ts';
import type { Store } from '../store/port.ts';
import { storedRows } from '../store/rows.ts';

const rowsOf = async <T extends Table>(store: Store, table: T): Promise<readonly RowOf<T>[]> => {
  const rows: RowOf<T>[] = [];
  for await (const { row } of storedRows(store, table)) rows.push(row as RowOf<T>);
  return rows;
};

/** The rows of the tables that the truth is compared with. */
export interface ComparedRows {
  readonly sessions: readonly RowOf<typeof sessions>[];
  readonly energy: readonly RowOf<typeof sessionEnergy>[];
  readonly availability: readonly RowOf<typeof availability>[];
  readonly faults: readonly RowOf<typeof faults>[];
}

const sorted = (rows: readonly unknown[]): readonly string[] =>
  rows.map((row) => JSON.stringify(row)).sort();

/** The parts of a truth as sorted lines, so that a difference shows as a line more or less. */
export interface Compared {
  readonly sessions: readonly string[];
  readonly buckets: readonly string[];
  readonly outages: readonly string[];
  readonly faults: readonly string[];
}

/** The token with which every car of a live fleet charges, as the truth names it. */
const fleetToken = '"04A1B2C3D4E5F6"';
const pseudonym = /"P[0-9A-Z]{19}"/;

/** Lines of sessions with the token of the fleet in the place of the pseudonym that it was given. */
export const namedAgain = (lines: readonly string[]): readonly string[] => {
  const persons = new Set(lines.flatMap((line) => pseudonym.exec(line)?.[0] ?? []));
  if (persons.size > 1) throw new Error('One token was given several pseudonyms.');
  return lines.map((line) => line.replace(pseudonym, fleetToken));
};

export const linesOfTruth = (truth: Truth): Compared => ({
  sessions: sorted(
    truth.sessions.map((one) => [
      one.station_id,
      one.port,
      one.started_at,
      one.ended_at,
      one.energy_mwh,
      one.register_start_mwh,
      one.register_end_mwh,
      one.id_token,
      one.stop_reason,
      one.transaction_id,
    ]),
  ),
  buckets: sorted(
    truth.buckets.map((one) => [
      one.station_id,
      one.port,
      one.transaction_id,
      one.bucket_start,
      one.energy_mwh,
    ]),
  ),
  outages: sorted(
    truth.outages.map((one) => [one.station_id, one.port, one.cause, one.started_at, one.ended_at]),
  ),
  faults: sorted(
    truth.faults.map((one) => [
      one.station_id,
      one.port,
      one.error_code,
      one.vendor_error_code,
      one.opened_at,
      one.cleared_at,
      one.reports,
    ]),
  ),
});

const causes: Readonly<Record<string, string>> = { offline: 'connection', faulted: 'fault' };

export const linesOfTables = async (store: Store): Promise<Compared> =>
  linesOfRows({
    sessions: await rowsOf(store, sessions),
    energy: await rowsOf(store, sessionEnergy),
    availability: await rowsOf(store, availability),
    faults: await rowsOf(store, faults),
  });

export const linesOfRows = (rows: ComparedRows): Compared => {
  const transactionOf = new Map(rows.sessions.map((one) => [one.session_id, one.transaction_id]));
  return {
    sessions: sorted(
      rows.sessions.map((one) => [
        one.station_id,
        one.port,
        one.started_at,
        one.ended_at,
        one.energy_wh,
        one.register_start_wh,
        one.register_end_wh,
        one.id_token,
        one.stop_reason,
        one.transaction_id,
      ]),
    ),
    buckets: sorted(
      rows.energy
        // What came late left nothing in it: its energy is in another bucket now.
        .filter((one) => one.energy_wh !== 0)
        .map((one) => [
          one.station_id,
          one.port,
          transactionOf.get(one.session_id) ?? '',
          one.bucket_start,
          one.energy_wh,
        ]),
    ),
    outages: sorted(
      rows.availability
        .filter((one) => one.state in causes && one.port > 0 && one.started_at !== one.ended_at)
        .map((one) => [one.station_id, one.port, causes[one.state], one.started_at, one.ended_at]),
    ),
    faults: sorted(
      rows.faults
        // A 2.x station tells a fault twice: by its status without a cause, and by NotifyEvent.
        // A warning is no fault: the truth speaks of what broke, and the port worked on.
        .filter((one) => one.error_code !== 'Faulted' && one.severity !== 'warning')
        .map((one) => [
          one.station_id,
          one.port,
          one.error_code,
          one.vendor_error_code,
          one.opened_at,
          one.cleared_at,
          one.reports,
        ]),
    ),
  };
};

/** The same, of the tables that the ClickHouse endpoint of a running process shows. */
export const linesAtEndpoint = async (url: string): Promise<Compared> => {
  const store = await openClickHouse({ url });
  try {
    return await linesOfTables(store);
  } finally {
    await store.close();
  }
};
