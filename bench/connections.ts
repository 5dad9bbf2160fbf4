// Many open connections: what each costs in memory, and how soon all are served when all return.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CrowdOrder, CrowdResult } from './crowd.ts';
import type { ServerOrder } from './gateway-server.ts';
import type { Bench, BenchOptions, Measure } from './report.ts';

/** Two ends of each connection are two files: a shell allows 20,000 of them for each process. */
const connections = 10_000;

const start = (module: string, execArgv: readonly string[] = []): ChildProcess =>
  fork(join(import.meta.dirname, module), [], { execArgv: [...execArgv] });

const ask = async <T>(child: ChildProcess, order: object | string): Promise<T> => {
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`A process of the bench ended with ${String(code)}`);
  });
  died.catch(() => undefined);
  const said = once(child, 'message');
  child.send(order);
  const [answer] = (await Promise.race([said, died])) as [T];
  return answer;
};

interface Crowded {
  /** Of the heap and of what lies outside it, after the garbage was collected. */
  readonly each_bytes: number;
  readonly resident_bytes: number;
  readonly storm: CrowdResult;
}

const measure = async (order: ServerOrder, options: BenchOptions): Promise<Crowded> => {
  const server = start('gateway-server.js', ['--expose-gc']);
  const crowd = start('crowd.js');
  try {
    const { port } = await ask<{ readonly port: number }>(server, order);
    const empty = await ask<NodeJS.MemoryUsage>(server, 'memory');
    options.onPart(`${order.mode}: ${connections} stations connect`);
    const wanted: CrowdOrder = { port, stations: connections };
    await ask<CrowdResult>(crowd, wanted);
    const full = await ask<NodeJS.MemoryUsage>(server, 'memory');
    options.onPart(`${order.mode}: all are cut off and return`);
    const storm = await ask<CrowdResult>(crowd, 'storm');
    const held = (of: NodeJS.MemoryUsage): number => of.heapUsed + of.external;
    return {
      each_bytes: (held(full) - held(empty)) / connections,
      resident_bytes: (full.rss - empty.rss) / connections,
      storm,
    };
  } finally {
    crowd.kill('SIGKILL');
    server.kill('SIGKILL');
  }
};

const KiB = 1024;

const run = async (options: BenchOptions): Promise<readonly Measure[]> => {
  const { wire, folder } = options;
  const ours = await measure({ mode: 'ours', wire, folder }, options);
  const floor = await measure({ mode: 'floor', wire, folder }, options);
  const beyond = (ours.each_bytes - floor.each_bytes) / KiB;
  return [
    {
      name: 'a connection, heap and external',
      unit: 'KiB',
      ours: ours.each_bytes / KiB,
      floor: floor.each_bytes / KiB,
    },
    { name: 'beyond the floor', unit: 'KiB', ours: beyond, floor: null, target: { atMost: 15 } },
    {
      name: 'a connection, resident',
      unit: 'KiB',
      ours: ours.resident_bytes / KiB,
      floor: floor.resident_bytes / KiB,
    },
    {
      name: 'storm: all served within',
      unit: 's',
      ours: ours.storm.took_ms / 1000,
      floor: floor.storm.took_ms / 1000,
      target: { atMost: 30 },
    },
    {
      name: 'storm: stations served',
      unit: 'stations',
      ours: ours.storm.served,
      floor: floor.storm.served,
      target: { atLeast: connections },
    },
  ];
};

export const connectionsBench: Bench = {
  name: 'connections',
  about:
    `${connections} stations connect, say Heartbeat, are all cut off and all return at once; ` +
    'the floor is a bare WebSocket server.',
  run,
};
