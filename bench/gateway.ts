// The gateway against a bare WebSocket server: frames per second on one core, latency at half load.

import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadOrder, LoadResult } from './gateway-load.ts';
import type { ServerOrder } from './gateway-server.ts';
import type { Bench, BenchOptions, Measure } from './report.ts';

const stations = 1_000;
const warmup_ms = 3_000;

/** Server and load each get a core of their own where the system can pin processes. */
const pin = (core: number): readonly string[] =>
  spawnSync('taskset', ['-c', String(core), 'true']).status === 0
    ? ['taskset', '-c', String(core), process.execPath]
    : [process.execPath];

/** Starts a module of this folder as a process of its own, on a core of its own. */
const startChild = (module: string, core: number): ChildProcess => {
  const [execPath = process.execPath, ...execArgv] = pin(core);
  return fork(join(import.meta.dirname, module), [], { execPath, execArgv });
};

/** Tells a child what to do and resolves with what it says next. */
const ask = async <T>(child: ChildProcess, order: object | string): Promise<T> => {
  child.send(order);
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`A process of the bench ended with ${String(code)}`);
  });
  const [said] = (await Promise.race([once(child, 'message'), died])) as [T];
  died.catch(() => undefined);
  return said;
};

const serverCore = 1;
const loadCore = 0;

interface Load extends LoadResult {
  /** CPU seconds that the server spent on it, warming and connecting included. */
  readonly cpu_s: number;
}

const cpuOf = async (server: ChildProcess): Promise<number> => {
  const { user, system } = await ask<NodeJS.CpuUsage>(server, 'cpu');
  return (user + system) / 1e6;
};

/** One server, asked for a full load and then for a paced one. */
const measure = async (
  order: ServerOrder,
  options: BenchOptions,
  paceOf: (full: LoadResult) => number,
): Promise<{ readonly full: Load; readonly paced: Load }> => {
  const server = startChild('gateway-server.js', serverCore);
  try {
    const { port } = await ask<{ readonly port: number }>(server, order);
    const load = async (rate: number | null): Promise<Load> => {
      const measure_ms = options.seconds * 1000;
      const wanted: LoadOrder = { port, stations, warmup_ms, measure_ms, rate };
      const before_s = await cpuOf(server);
      const result = await ask<LoadResult>(startChild('gateway-load.js', loadCore), wanted);
      return { ...result, cpu_s: (await cpuOf(server)) - before_s };
    };
    options.onPart(`${order.mode}: full load`);
    const full = await load(null);
    options.onPart(`${order.mode}: half load`);
    const paced = await load(paceOf(full));
    return { full, paced };
  } finally {
    if (server.exitCode === null && server.connected) {
      server.send('stop');
      await once(server, 'exit');
    }
  }
};

const run = async (options: BenchOptions): Promise<readonly Measure[]> => {
  const { wire, folder } = options;
  const ours = await measure(
    { mode: 'ours', wire, folder },
    options,
    ({ perSecond }) => perSecond / 2,
  );
  const half = ours.full.perSecond / 2;
  const floor = await measure({ mode: 'floor', wire, folder }, options, () => half);
  return [
    {
      name: 'MeterValues of 7 samples, confirmed, one core',
      unit: 'frames/s',
      ours: ours.full.perSecond,
      floor: floor.full.perSecond,
      target: { atLeast: 20_000, ratioAtLeast: 0.5 },
    },
    // What other processes take of the core does not count here.
    {
      name: 'of CPU time, warming included',
      unit: 'frames/CPU s',
      ours: ours.full.answers / ours.full.cpu_s,
      floor: floor.full.answers / floor.full.cpu_s,
    },
    {
      name: 'half load',
      unit: 'frames/s',
      ours: ours.paced.perSecond,
      floor: floor.paced.perSecond,
    },
    { name: 'half load, p50', unit: 'ms', ours: ours.paced.p50_ms, floor: floor.paced.p50_ms },
    {
      name: 'half load, p99',
      unit: 'ms',
      ours: ours.paced.p99_ms,
      floor: floor.paced.p99_ms,
      target: { atMost: 25 },
    },
  ];
};

export const gatewayBench: Bench = {
  name: 'gateway',
  about:
    `${stations} stations, one CALL each under way, answered after the durable append; ` +
    'the floor is a bare WebSocket server that parses and answers.',
  run,
};
