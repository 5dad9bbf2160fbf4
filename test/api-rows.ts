// What the tests of the API ask about: a few rows whose answers were worked out by hand.

import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect } from 'vitest';
import { buildServer, type ApiOptions } from '../api/server.ts';
import { silent } from '../lib/logger.ts';
import { availability } from '../processors/availability/table.ts';
import { faults } from '../processors/faults/table.ts';
import { qualityFlags } from '../processors/quality/table.ts';
import { sessions } from '../processors/sessions/table.ts';
import { stations } from '../processors/stations/table.ts';
import type { Row, RowOf, Table } from '../schemas/table.ts';
import { openTestStore, type TestStore } from './open-test-store.ts';

const at = Date.parse;
export const now = at('2026-03-15T12:00:00Z');

export const aSession = (over: Partial<RowOf<typeof sessions>>): RowOf<typeof sessions> => ({
  tenant: 't',
  opened_at: at('2026-03-15T08:00:00.250Z'),
  station_id: 'A',
  session_id: 's1',
  kind: 'transaction',
  port: 1,
  connector_id: 1,
  transaction_id: '42',
  state: 'ended',
  started_at: at('2026-03-15T08:00:00Z'),
  ended_at: at('2026-03-15T09:00:00Z'),
  estimated: false,
  offline: false,
  energy_wh: 12_345_678,
  register_start_wh: 1_000_000_000,
  register_end_wh: 1_012_345_678,
  readings: 4,
  first_energy_at: at('2026-03-15T08:15:00Z'),
  duration_s: 3_600_000,
  charging_s: 3_000_000,
  suspended_ev_s: 500_000,
  suspended_evse_s: 0,
  idle_s: 100_000,
  unknown_s: 0,
  power_w_max: 11_000_000,
  power_w_average: 14_814_813,
  soc_percent_start: null,
  soc_percent_end: null,
  id_token: 'p:1',
  id_token_normal: 'P1',
  token_type: '',
  auth_method: 'unknown',
  auth_verdict: 'Accepted',
  start_trigger: 'authorized',
  stop_reason: 'EVDisconnected',
  outcome: 'success',
  failure: '',
  model: 'M1',
  firmware_version: '1.2',
  start_evidence: 'StartTransaction',
  end_evidence: 'StopTransaction',
  seq_gaps: 0,
  seq_repeats: 0,
  first_event_id: 'c/1',
  last_event_id: 'c/9',
  changed_at: now,
  ...over,
});

const open = {
  state: 'open',
  outcome: 'open',
  ended_at: null,
  energy_wh: 500,
  stop_reason: '',
  end_evidence: '',
};

export const hostile = `a,"b"\r\n=cmd|' /C calc'!A0\t\\N \u{1F50C}'; DROP TABLE laddbok.sessions_v1; --`;

export const stationRow = (station_id: string, model: string): Row => ({
  tenant: 't',
  station_id,
  protocol: 'ocpp1.6',
  vendor: 'Elbil AB',
  model,
  serial_number: '',
  firmware_version: '1.2',
  connected: true,
  first_seen_at: at('2026-01-01T00:00:00Z'),
  last_seen_at: at('2026-03-15T11:59:00.005Z'),
  last_booted_at: null,
});

const fault = (over: Partial<RowOf<typeof faults>>): RowOf<typeof faults> => ({
  tenant: 't',
  severity: 'fault',
  mrec_code: '',
  error_code_reported: '',
  recovery_s: null,
  since_previous_s: null,
  station_id: 'A',
  port: 1,
  opened_at: at('2026-03-15T10:00:00Z'),
  error_code: 'GroundFailure',
  vendor_error_code: '',
  info: '',
  cleared_at: null,
  reports: 1,
  event_id: 'c/9',
  ...over,
});

type Span = readonly [station: string, port: number, start: string, end: string, state: string];

const timeline: readonly Span[] = [
  ['A', 1, '2026-03-01T00:00:00Z', '2026-03-15T08:00:00Z', 'available'],
  ['A', 1, '2026-03-15T08:00:00Z', '2026-03-15T09:00:00.500Z', 'charging'],
  ['A', 1, '2026-03-15T09:00:00.500Z', '2026-03-15T10:00:00Z', 'unknown'],
  ['A', 1, '2026-03-15T10:00:00Z', '', 'faulted'],
  // First heard of within the range: before that, nothing is known.
  ['B', 1, '2026-03-15T06:00:00Z', '', 'available'],
];

const fill = async (store: TestStore): Promise<void> => {
  await store.add(sessions, [
    aSession({}),
    aSession({ ...open, session_id: 's2', station_id: 'B', port: 2 }),
    aSession({ session_id: 's3', tenant: 'other' }),
    aSession({ session_id: 's4', started_at: at('2026-03-01T00:00:00Z') }),
    aSession({ session_id: 's5', id_token: hostile, station_id: 'C', started_at: now - 1 }),
  ]);
  await store.add(stations, [
    stationRow('A', 'One'),
    stationRow('B', 'Two'),
    stationRow('C', hostile),
  ]);
  await store.add(faults, [
    fault({ since_previous_s: 28_800_000 }),
    fault({ opened_at: at('2026-01-01T00:00:00Z'), error_code: 'HighTemperature' }),
    fault({
      opened_at: at('2026-03-15T01:00:00Z'),
      cleared_at: at('2026-03-15T02:00:00Z'),
      recovery_s: 3_600_000,
    }),
    fault({ opened_at: at('2026-02-01T00:00:00Z'), cleared_at: at('2026-02-01T01:00:00Z') }),
  ]);
  await store.add(
    availability,
    timeline.map(([station_id, port, start, end, state]) => ({
      tenant: 't',
      station_id,
      port,
      started_at: at(start),
      state,
      cause: 'status',
      ended_at: end === '' ? null : at(end),
      event_id: 'c/2',
    })),
  );
  await store.add(qualityFlags, [
    {
      tenant: 't',
      station_id: 'A',
      at: at('2026-03-15T08:00:00Z'),
      event_id: 'c/3',
      code: 'not_json',
      port: 0,
      since: null,
      detail: hostile,
      concerns_at: at('2026-03-15T08:00:00Z'),
    },
  ]);
};

/** A row of a table in which nothing is said. */
export const emptyRow = (table: Table): Row =>
  Object.fromEntries(
    Object.entries(table.columns).map(([name, { type }]) => {
      if (type.startsWith('Nullable')) return [name, null];
      if (type.startsWith('Array')) return [name, []];
      if (type === 'Bool') return [name, false];
      return [name, type.includes('String') ? '' : 0];
    }),
  );

/** Options of an API over a store, at noon of 15 March 2026. */
export const apiOptions = (store: TestStore, over: Partial<ApiOptions> = {}): ApiOptions => ({
  store,
  logger: silent,
  defaultTenant: 't',
  now: () => now,
  watermark: async () => ({ as_of: '2026-03-15T11:59:59.000Z', complete: true, lag_events: 0 }),
  metrics: async () => '# TYPE laddbok_up gauge\nladdbok_up 1\n',
  readiness: async () => ({ ready: true, checks: [{ name: 'store', ok: true, detail: '' }] }),
  ...over,
});

export interface Listing {
  readonly data: readonly Readonly<Record<string, string | number | boolean | null>>[];
  readonly next: string | null;
  readonly as_of: string;
  readonly complete: boolean;
}

export interface AskedApi {
  app(): FastifyInstance;
  store(): TestStore;
  /** The answer of an address that is answered. */
  ask(url: string): Promise<Listing>;
}

/** Opens an API over the rows before the tests of a file, and closes it after them. */
export const withApi = (): AskedApi => {
  let opened: { readonly store: TestStore; readonly app: FastifyInstance } | undefined;
  const api = () => {
    if (opened === undefined) throw new Error('The API is open within tests only.');
    return opened;
  };
  beforeAll(async () => {
    const store = await openTestStore();
    await fill(store);
    opened = { store, app: await buildServer(apiOptions(store)) };
  });
  afterAll(async () => {
    await opened?.app.close();
    await opened?.store.close();
  });
  return {
    app: () => api().app,
    store: () => api().store,
    ask: async (url) => {
      const answer = await api().app.inject(url);
      expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
      return answer.json();
    },
  };
};

/** One field of every row of an answer. */
export const column = ({ data }: Listing, name: string) => data.map((row) => row[name]);
