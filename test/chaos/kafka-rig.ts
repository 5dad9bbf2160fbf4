// The distributed system as a rig: Kafka, a gateway, three processors and a store, each a process.

import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Prng } from '../../lib/prng.ts';
import { openCodecs } from '../../log/avro.ts';
import { readAll } from '../../log/contract.ts';
import { openKafkaLog } from '../../log/kafka.ts';
import { ocppTopic } from '../../log/port.ts';
import { fileRegistry } from '../../log/registry.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { startChild, type Child } from '../child.ts';
import { runCommand, startCommand, type CommandProcess, type Settings } from '../command.ts';
import { freePorts } from '../servers/java.ts';
import { startKafka, startKafkaCluster } from '../servers/kafka.ts';
import { linesAtEndpoint } from '../truth-from-tables.ts';
import type { Blow } from './blows.ts';
import { startRelay } from './relay.ts';
import type { Rig } from './rig.ts';
import { slowDiskBlows } from './slow-disk.ts';

/** The least that Kafka allows. */
const sessionTimeout_s = 6;
const processorCount = 3;

const root = join(import.meta.dirname, '..', '..');
const compiled = (file: string): string => pathToFileURL(join(root, 'dist', file)).href;

/** A ClickHouse for others to write to: the endpoint over the embedded store, with writes. */
const storeScript = (folder: string, port: number): string => `
  const { openChdb } = await import(${JSON.stringify(compiled('store/chdb.js'))});
  const { startEndpoint } = await import(${JSON.stringify(compiled('store/endpoint.js'))});
  const store = await openChdb({ folder: ${JSON.stringify(folder)} });
  await startEndpoint({ store, port: ${port}, dangerously_allowWrites: true });
  console.log('ready');
`;

/** A process that can be killed and started again. */
interface Part {
  start(): void;
  /** Resolves once it does its work; rejects where it ended before. */
  ready(): Promise<void>;
  /** Whether it has ended, of itself or not. */
  hasEnded(): boolean;
  kill(): Promise<void>;
  readonly pid: () => number;
}

const hasEnded = (process: ChildProcess | undefined): boolean =>
  process === undefined || process.exitCode !== null || process.signalCode !== null;

const commandPart = (args: readonly string[], ready: RegExp, settings: Settings): Part => {
  let running: CommandProcess | null = null;
  return {
    start: () => {
      running = startCommand(args, settings);
    },
    ready: async () => running?.heard(ready),
    hasEnded: () => hasEnded(running?.process),
    kill: async () => {
      running?.process.kill('SIGKILL');
      await running?.ended;
    },
    pid: () => running?.process.pid ?? 0,
  };
};

const storePart = (folder: string, port: number): Part => {
  let running: Child | null = null;
  const env = ['env', 'UV_THREADPOOL_SIZE=16'];
  return {
    start: () => {
      running = startChild(storeScript(folder, port), env);
    },
    ready: async () => running?.heard((lines) => lines.includes('ready')),
    hasEnded: () => hasEnded(running?.process),
    kill: async () => {
      running?.process.kill('SIGKILL');
      await running?.ended;
    },
    pid: () => running?.process.pid ?? 0,
  };
};

const eventsIn = async (brokers: readonly string[]): Promise<readonly OcppEvent[]> => {
  const { ocpp } = await openCodecs(fileRegistry());
  const log = await openKafkaLog({ brokers });
  const events = (await readAll(log, ocppTopic)).map(({ value }) => ocpp.decode(value));
  await log.close();
  return events;
};

type Verified = Awaited<ReturnType<Rig['aftermath']>>['verified'];

/** Asks again until nothing is left to be folded, or until nothing more is. */
const verifiedOnce = async (settings: Settings): Promise<Verified> => {
  for (let last = Infinity; ;) {
    const { out, err } = await runCommand(['verify', '--json'], settings);
    const found = JSON.parse(out[0] ?? '{}') as Verified;
    if (out[0] === undefined) throw new Error(`verify said: ${err.join(' | ')}`);
    if (found.behind === 0 || found.behind >= last) return found;
    last = found.behind;
    await pause(2_000 * sessionTimeout_s);
  }
};

/** Starts it, with a Kafka of its own, of one broker unless told. */
export const kafkaRig = async (brokers = 1): Promise<Rig> => {
  const kafka = await (brokers === 1 ? startKafka() : startKafkaCluster(brokers));
  if (kafka?.isOurs !== true) throw new Error('There is no Kafka to strike.');
  await runCommand(['help'], {});
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-chaos-'));
  const [gatewayPort = 0, storePort = 0] = await freePorts(2);
  const settings: Settings = {
    LADDBOK_DATA: folder,
    LADDBOK_GATEWAY_PORT: String(gatewayPort),
    LADDBOK_SECRET: 'for tests',
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_SESSION_TIMEOUT_SECONDS: String(sessionTimeout_s),
    CLICKHOUSE_URL: `http://127.0.0.1:${storePort}`,
  };
  const store = storePart(join(folder, 'store'), storePort);
  const gateway = commandPart(['gateway'], /Stations connect to/, settings);
  const processors = Array.from({ length: processorCount }, () =>
    commandPart(['process'], /Folding the/, settings),
  );
  for (const part of [store, gateway, ...processors]) {
    part.start();
    await part.ready();
  }
  const relay = await startRelay(gatewayPort);
  /** What stations or processors wait for is waited for; a processor is not: others work on. */
  const killed = async (part: Part): Promise<string> => {
    const ended = part.hasEnded() ? 'It had ended of itself; ' : '';
    await part.kill();
    part.start();
    if (!processors.includes(part)) await part.ready();
    return `${ended}started again`;
  };
  const paused = async (part: Part, for_ms: number): Promise<string> => {
    process.kill(part.pid(), 'SIGSTOP');
    await pause(for_ms);
    process.kill(part.pid(), 'SIGCONT');
    return `${for_ms} ms`;
  };
  const [first, ...others] = processors;
  if (first === undefined) throw new RangeError('There is no processor.');
  const anyOf = (random: Prng): Part => random.pick([first, ...others]);
  const kill = (part: (random: Prng) => Part): Blow['strike'] => {
    return async (random) => ({ what: await killed(part(random)), kills: 1 });
  };
  const blows: readonly Blow[] = [
    {
      name: 'leave alone',
      weight: 1,
      strike: async (drawn) => {
        const for_ms = drawn.between(5_000, 15_000);
        await pause(for_ms);
        return { what: `${for_ms} ms`, kills: 0 };
      },
    },
    { name: 'kill a processor', weight: 3, strike: kill(anyOf) },
    { name: 'kill the gateway', weight: 2, strike: kill(() => gateway) },
    { name: 'kill the store', weight: 1, strike: kill(() => store) },
    {
      name: brokers === 1 ? 'kill the broker' : 'kill a broker',
      weight: 1,
      strike: async (drawn) => {
        const which = drawn.between(0, brokers - 1);
        const away_ms = brokers === 1 ? 0 : drawn.between(0, 4_000);
        await kafka.kill(which);
        await pause(away_ms);
        await kafka.resume(which);
        return { what: `number ${which + 1}, started again after ${away_ms} ms`, kills: 1 };
      },
    },
    {
      name: 'pause a processor beyond its session',
      weight: 1,
      strike: async (drawn) => ({
        what: await paused(anyOf(drawn), (sessionTimeout_s + 2) * 1_000),
        kills: 0,
      }),
    },
    {
      name: 'pause the gateway',
      weight: 1,
      strike: async (drawn) => ({
        what: await paused(gateway, drawn.between(200, 3_000)),
        kills: 0,
      }),
    },
    {
      name: 'cut lines',
      weight: 1,
      strike: async () => ({ what: `${relay.cut()} of them`, kills: 0 }),
    },
    ...slowDiskBlows(() => store.pid()),
  ];
  return {
    gateway: `ws://127.0.0.1:${relay.port}`,
    blows,
    aftermath: async () => {
      await gateway.kill();
      // As whatever watches over processes does.
      for (const one of processors) if (one.hasEnded()) one.start();
      const verified = await verifiedOnce(settings);
      const tables = await linesAtEndpoint(settings['CLICKHOUSE_URL'] ?? '');
      return { tables, events: await eventsIn(kafka.brokers), verified };
    },
    destroy: async () => {
      for (const part of [gateway, ...processors, store]) await part.kill();
      await relay.close();
      await kafka.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
