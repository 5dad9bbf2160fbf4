// A tap as a process of its own before the CSMS of another maker, recording into Kafka.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { openCodecs } from '../log/avro.ts';
import { readAll } from '../log/contract.ts';
import { openKafkaLog } from '../log/kafka.ts';
import { ocppTopic } from '../log/port.ts';
import { fileRegistry } from '../log/registry.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { type Child, startChild } from './child.ts';
import { type CommandProcess, startCommand } from './command.ts';
import { sharedMasterKey } from './gateway-processes.ts';
import { type Senders, startSenders } from './kills.ts';
import { freePorts } from './servers/java.ts';
import { connectStation } from './wire-station.ts';

/** `ocpp-rpc` as the CSMS: notes each transaction message in a file, then confirms it. */
const csmsScript = (port: number, file: string): string => `
  import { appendFileSync } from 'node:fs';
  import { RPCServer } from 'ocpp-rpc';
  const server = new RPCServer({ protocols: ['ocpp1.6'] });
  server.auth((accept) => accept());
  server.on('client', (client) => {
    client.handle('StopTransaction', ({ messageId }) => {
      appendFileSync(${JSON.stringify(file)}, messageId + '\\n');
      return {};
    });
    client.handle('DataTransfer', () => ({ status: 'Accepted' }));
  });
  await server.listen(${port}, '127.0.0.1');
  console.log('up');
`;

interface Health {
  readonly log: string;
  readonly spooled_bytes: number;
  readonly unrecorded: number;
}

/** Long enough for a process to start, and for a broker to be found again, on a busy machine. */
const patience = { timeout: 60_000, interval: 50 };

export const startTapOnKafka = async (
  brokers: readonly string[],
  stationIds: readonly string[],
) => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-tap-kafka-'));
  const heardFile = join(folder, 'heard');
  const [port = 0, csmsPort = 0] = await freePorts(2);
  const settings = {
    LADDBOK_DATA: folder,
    LADDBOK_MASTER_KEY: sharedMasterKey,
    LADDBOK_GATEWAY_ID: `tap.${process.pid}`,
    LADDBOK_GATEWAY_PORT: String(port),
    LADDBOK_METRICS_PORT: '0',
    LADDBOK_TAP_UPSTREAM: `ws://127.0.0.1:${csmsPort}`,
    LADDBOK_TAP_SPOOL_MB: '1',
    KAFKA_BROKERS: brokers.join(','),
  };
  let tap: CommandProcess | null = null;
  let csms: Child | null = null;
  let senders: Senders | null = null;
  const confirmed: string[] = [];

  const startCsms = async (): Promise<void> => {
    csms = startChild(csmsScript(csmsPort, heardFile));
    await csms.heard((lines) => lines.includes('up'));
  };
  const startTap = async (): Promise<void> => {
    tap = startCommand(['tap'], settings);
    await tap.heard(/^Figures at /);
  };
  const killTap = async (): Promise<void> => {
    tap?.process.kill('SIGKILL');
    await tap?.ended;
  };
  const url = (stationId: string): string => `ws://127.0.0.1:${port}/${stationId}`;
  const health = async (): Promise<Health> => {
    const line = tap?.out.find((one) => one.startsWith('Figures at ')) ?? '';
    const at = /(http:\S+)\/metrics/.exec(line)?.[1] ?? '';
    return (await (await fetch(`${at}/health`)).json()) as Health;
  };
  const stopSenders = async (): Promise<void> => {
    await senders?.stop();
    confirmed.push(...(senders?.confirmed.flatMap(({ ids }) => ids) ?? []));
    senders = null;
  };

  await startCsms();
  await startTap();
  return {
    confirmed,
    startTap,
    killTap,
    stopSenders,
    health,
    /** Resolves once so many more transaction messages were confirmed than until now. */
    moreConfirmed: async (count = 15): Promise<void> => {
      senders ??= startSenders(stationIds, url);
      const running = senders;
      const before = running.count();
      await vi.waitFor(
        () => expect(running.count()).toBeGreaterThanOrEqual(before + count),
        patience,
      );
    },
    killCsms: async (): Promise<void> => {
      csms?.process.kill('SIGKILL');
      await csms?.ended;
      await startCsms();
    },
    /** Has a station say more than the spool holds; returns what could not be recorded. */
    fillSpool: async (stationId: string): Promise<number> => {
      const station = await connectStation(url(stationId), 'ocpp1.6');
      const data = 'x'.repeat(50_000);
      while ((await health()).unrecorded === 0)
        expect((await station.call('DataTransfer', { vendorId: 'V', data }))[0]).toBe(3);
      await station.close();
      return (await health()).unrecorded;
    },
    /** Resolves once the log has all that waited. */
    drained: () => vi.waitFor(async () => expect((await health()).spooled_bytes).toBe(0), patience),
    /** As a failing disk would: where the log was is known no more. */
    loseCursor: () =>
      writeFileSync(join(folder, 'spool', settings.LADDBOK_GATEWAY_ID, 'cursor'), '\0'.repeat(34)),
    /** Message ids of what the CSMS has answered. */
    heard: (): readonly string[] => readFileSync(heardFile, 'utf8').split('\n').filter(Boolean),
    events: async (): Promise<readonly OcppEvent[]> => {
      const { ocpp } = await openCodecs(fileRegistry());
      const log = await openKafkaLog({ brokers });
      const events = (await readAll(log, ocppTopic)).map(({ value }) => ocpp.decode(value));
      await log.close();
      return events;
    },
    stop: async (): Promise<void> => {
      await stopSenders();
      tap?.process.kill('SIGTERM');
      await Promise.race([tap?.ended, pause(10_000)]);
      await killTap();
      csms?.process.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export type TapOnKafka = Awaited<ReturnType<typeof startTapOnKafka>>;
