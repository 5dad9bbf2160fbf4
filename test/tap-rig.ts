// A tap on a free port over a recording log, in a folder of its own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Tap, type TapOptions, startTap } from '../ingest/tap/tap.ts';
import { readUpstream } from '../ingest/tap/upstream.ts';
import { silent } from '../lib/logger.ts';
import { ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { jsonCodec } from './json-codec.ts';
import { type RecordingLog, openRecordingLog } from './recording-log.ts';

export interface TapRig {
  readonly tap: Tap;
  readonly log: RecordingLog;
  readonly url: (path: string) => string;
  readonly eventsOf: (stationId: string) => readonly OcppEvent[];
  /** Resolves once so many events of that kind are durable for the station. */
  readonly told: (stationId: string, kind: OcppEvent['kind'], count?: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const codec = jsonCodec<OcppEvent>();

export const startTapRig = async (
  upstream: string,
  options: Partial<TapOptions> = {},
): Promise<TapRig> => {
  const log = openRecordingLog();
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-tap-'));
  const tap = await startTap({
    log: Promise.resolve({ log, codec }),
    logger: silent,
    host: '127.0.0.1',
    port: 0,
    gatewayId: 'tap-1',
    tenant: 'default',
    upstreamOf: () => readUpstream(upstream),
    spoolFolder: join(folder, 'spool'),
    spool_bytes: 64 * 1024 * 1024,
    ...options,
  });
  const eventsOf = (stationId: string): readonly OcppEvent[] =>
    log
      .records(ocppTopic)
      .map(({ value }) => codec.decode(value))
      .filter((event) => event.stationId === stationId);
  return {
    tap,
    log,
    url: (path) => `ws://127.0.0.1:${tap.port}/${path}`,
    eventsOf,
    told: async (stationId, kind, count = 1) => {
      for (let all = 1; ; all++) {
        await log.reached(ocppTopic, all);
        if (eventsOf(stationId).filter((event) => event.kind === kind).length >= count) return;
      }
    },
    stop: async () => {
      log.release();
      await tap.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
