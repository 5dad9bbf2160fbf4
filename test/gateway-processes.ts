// A `laddbok gateway` of several processes, as it is started and watched in operation.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { openCodecs } from '../log/avro.ts';
import { openKafkaLog } from '../log/kafka.ts';
import { fileRegistry } from '../log/registry.ts';
import { startCommand, type Settings } from './command.ts';

interface Health {
  readonly status: string;
  readonly connections: number;
  readonly processes: readonly {
    readonly ok: boolean;
    readonly connections: number;
    readonly pid: number;
  }[];
}

/** How long a process may take to start where others start as well. */
const start_ms = 60_000;

/** Starts it and resolves once all processes take stations in. */
export const startProcesses = async (count: number, settings: Settings) => {
  const free = { LADDBOK_GATEWAY_PORT: '0', LADDBOK_METRICS_PORT: '0' };
  const args = ['gateway', '--processes', String(count)];
  const command = startCommand(args, { ...free, ...settings });
  await command.heard(/^Figures at /);
  const found = (pattern: RegExp): string =>
    command.out.map((line) => pattern.exec(line)?.[1]).find((one) => one !== undefined) ?? '';
  const url = found(/connect to (ws:\S+)\/</);
  const figures = found(/^Figures at (http:\S+)\/metrics/);
  const health = async (): Promise<Health> =>
    (await (await fetch(`${figures}/health`)).json()) as Health;
  const whole = (): Promise<void> =>
    vi.waitFor(async () => expect((await health()).status).toBe('ok'), start_ms);
  await whole();
  return {
    command,
    health,
    whole,
    url: (stationId: string): string => `${url}/${stationId}`,
    secureUrl: (stationId: string): string => `${found(/^and to (wss:\S+)\/</)}/${stationId}`,
    metrics: async (): Promise<string> => (await fetch(`${figures}/metrics`)).text(),
    stop: () => {
      command.process.kill('SIGTERM');
      return command.ended;
    },
  };
};

export type Processes = Awaited<ReturnType<typeof startProcesses>>;

/** Of all who write to one broker: a ledger belongs to one key, and refuses whoever has another. */
export const sharedMasterKey = 'the key of all tests on one broker';

/** The same on Kafka, with a log of its own to look into. */
export const startOnKafka = async (brokers: readonly string[]) => {
  const codecs = await openCodecs(fileRegistry());
  const log = await openKafkaLog({ brokers, schemas: codecs });
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-processes-'));
  const settings = {
    LADDBOK_DATA: folder,
    LADDBOK_MASTER_KEY: sharedMasterKey,
    KAFKA_BROKERS: brokers.join(','),
  };
  const processes = await startProcesses(2, settings);
  const stop = async (): Promise<void> => {
    await processes.stop();
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { codecs, log, processes, stop };
};
