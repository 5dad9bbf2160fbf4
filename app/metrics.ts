// Figures for Prometheus, read from the parts when they are asked for.

import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { GatewayStats } from '../ingest/gateway.ts';
import type { TapStats } from '../ingest/tap/tap.ts';
import type { EventLog } from '../log/port.ts';
import type { LostEvents } from './lost-events.ts';
import type { PumpStats } from './pump.ts';

/** The parts that this process runs; absent ones have no figures. */
export interface Measured {
  readonly log?: Pick<EventLog, 'health'>;
  readonly gateway?: () => GatewayStats;
  readonly tap?: () => TapStats;
  /** Handshakes that the gateway refused, by code. */
  readonly refusals?: () => Readonly<Record<string, number>>;
  readonly pump?: () => PumpStats;
  readonly lost?: LostEvents;
}

type Figures = Readonly<Record<string, readonly [about: string, value: () => number]>>;

const logFigures = (log: Pick<EventLog, 'health'>): Figures => ({
  laddbok_log_up: ['Whether the log takes records.', () => (log.health().ok ? 1 : 0)],
  laddbok_log_pending_records: [
    'Records appended and not yet durable.',
    () => log.health().pending,
  ],
});

const pumpFigures = (stats: () => PumpStats): Figures => ({
  laddbok_pump_events_total: ['Events folded since the start.', () => stats().events],
  laddbok_pump_rows_total: ['Rows written since the start.', () => stats().rows],
  laddbok_pump_flushes_total: ['Flushes since the start.', () => stats().flushes],
  laddbok_pump_lag_events: ['Events in the log that are not in the tables.', () => stats().lag],
  laddbok_pump_ledger_lag_entries: [
    'Entries of the ledger that are not in the tables.',
    () => stats().ledgerLag,
  ],
  laddbok_pump_stored_until_seconds: [
    'When the gateway saw the last event that is in the tables, seconds since 1970.',
    () => stats().storedUntil_ms / 1000,
  ],
  laddbok_pump_events_set_aside: [
    'Events that the fold could not take, since the start: see /v1/events-set-aside.',
    () => stats().setAside,
  ],
  laddbok_store_up: ['Whether the store takes rows.', () => (stats().trouble === '' ? 1 : 0)],
});

/** Every number among the gateway's statistics, under its own name. */
const gatewayFigures = (stats: () => GatewayStats): Figures =>
  Object.fromEntries(
    Object.keys(stats()).map((name) => [
      `laddbok_gateway_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      [`Gateway: ${name}.`, () => Number(Reflect.get(stats(), name))],
    ]),
  );

const tapFigures = (stats: () => TapStats): Figures => ({
  laddbok_tap_connections: ['Stations connected through the tap.', () => stats().connections],
  laddbok_tap_accepted_total: ['Handshakes that an upstream accepted.', () => stats().accepted],
  laddbok_tap_refused_total: ['Handshakes that did not come about.', () => stats().refused],
  laddbok_tap_upstream_failures_total: [
    'Upstreams that could not be reached, or hung up without an answer.',
    () => stats().upstreamFailures,
  ],
  laddbok_tap_handed_over_total: [
    'Connections handed over to the gateway beside the tap.',
    () => stats().handedOver,
  ],
  laddbok_tap_station_frames_total: [
    'Messages passed on from stations.',
    () => stats().framesFromStations,
  ],
  laddbok_tap_upstream_frames_total: [
    'Messages passed on to stations.',
    () => stats().framesToStations,
  ],
  laddbok_tap_station_bytes_total: [
    'Bytes passed on from stations, after the handshake.',
    () => stats().bytesFromStations,
  ],
  laddbok_tap_upstream_bytes_total: [
    'Bytes passed on to stations, after the handshake.',
    () => stats().bytesToStations,
  ],
  laddbok_tap_recorded_events_total: ['Events written to the spool.', () => stats().recorded],
  laddbok_tap_unrecorded_events_total: [
    'Events that could not be recorded; traffic went on.',
    () => stats().unrecorded,
  ],
  laddbok_tap_torn_lines_total: [
    'Lines of the spool that could not be read; counted as unrecorded as well.',
    () => stats().torn,
  ],
  laddbok_tap_spool_bytes: [
    'Bytes of the spool that the log does not hold yet.',
    () => stats().spooled_bytes,
  ],
});

const countRefusals = (registry: Registry, counts: () => Readonly<Record<string, number>>) => {
  const gauge = new Gauge({
    name: 'laddbok_gateway_refusals_total',
    help: 'Handshakes refused since the start, by reason.',
    labelNames: ['reason'],
    registers: [registry],
    collect: () => {
      for (const [reason, count] of Object.entries(counts())) gauge.set({ reason }, count);
    },
  });
};

const countLost = (registry: Registry, lost: LostEvents) => {
  const gauge = new Gauge({
    name: 'laddbok_events_lost',
    help: 'Events of the last day that were confirmed and are nowhere; 0, or data were lost.',
    labelNames: ['tenant'],
    registers: [registry],
    collect: async () => {
      gauge.reset();
      // A store that does not answer has a figure of its own; it must not take all others along.
      const counts = await lost().catch(() => new Map<string, number>());
      for (const [tenant, count] of counts) gauge.set({ tenant }, count);
    },
  });
};

/** All figures of what is measured, and of this process. */
export const registryOf = (measured: Measured): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const figures: Figures = {
    ...(measured.log === undefined ? {} : logFigures(measured.log)),
    ...(measured.pump === undefined ? {} : pumpFigures(measured.pump)),
    ...(measured.gateway === undefined ? {} : gatewayFigures(measured.gateway)),
    ...(measured.tap === undefined ? {} : tapFigures(measured.tap)),
  };
  for (const [name, [help, value]] of Object.entries(figures)) {
    const gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () => {
        gauge.set(value());
      },
    });
  }
  if (measured.refusals !== undefined) countRefusals(registry, measured.refusals);
  if (measured.lost !== undefined) countLost(registry, measured.lost);
  return registry;
};

/** Answers the exposition text of all figures. */
export const metricsOf = (measured: Measured): (() => Promise<string>) => {
  const registry = registryOf(measured);
  return () => registry.metrics();
};
