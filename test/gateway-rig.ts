// A gateway on a free port over a recording log, with the events that it wrote.

import { type Gateway, type GatewayOptions, startGateway } from '../ingest/gateway.ts';
import { silent } from '../lib/logger.ts';
import { ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { jsonCodec } from './json-codec.ts';
import { type RecordingLog, openRecordingLog } from './recording-log.ts';
import { type WireStation, connectStation } from './wire-station.ts';

export interface GatewayRig {
  readonly gateway: Gateway;
  readonly log: RecordingLog;
  readonly url: (path: string) => string;
  readonly station: (id: string, protocol?: string | readonly string[]) => Promise<WireStation>;
  /** What is durable, in order. */
  readonly events: () => readonly OcppEvent[];
  /** The events of one station, in order. */
  readonly eventsOf: (stationId: string) => readonly OcppEvent[];
  /** Resolves once an event of that kind is durable for the station. */
  readonly told: (stationId: string, kind: OcppEvent['kind']) => Promise<OcppEvent>;
}

const codec = jsonCodec<OcppEvent>();

export const startRig = async (
  options: Partial<GatewayOptions> = {},
  log = openRecordingLog(),
): Promise<GatewayRig> => {
  const gateway = await startGateway({
    log,
    codec,
    logger: silent,
    host: '127.0.0.1',
    port: 0,
    gatewayId: 'gw-1',
    secret: 'for tests',
    ...options,
  });
  const url = (path: string): string => `ws://127.0.0.1:${gateway.port}/${path}`;
  const events = (): readonly OcppEvent[] =>
    log.records(ocppTopic).map(({ value }) => codec.decode(value));
  const eventsOf = (stationId: string): readonly OcppEvent[] =>
    events().filter((event) => event.stationId === stationId);
  return {
    gateway,
    log,
    url,
    events,
    eventsOf,
    station: (id, protocol = 'ocpp1.6') => connectStation(url(id), protocol),
    told: async (stationId, kind) => {
      for (let count = 1; ; count++) {
        await log.reached(ocppTopic, count);
        const found = eventsOf(stationId).find((event) => event.kind === kind);
        if (found !== undefined) return found;
      }
    },
  };
};
