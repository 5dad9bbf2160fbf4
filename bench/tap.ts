// The tap against no tap: how much later an answer comes, with everything recorded.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadOrder, LoadResult } from './gateway-load.ts';
import type { Bench, BenchOptions, Measure } from './report.ts';
import type { TapOrder } from './tap-server.ts';

const stations = 100;
/** CALLs a second over all stations: what six thousand stations say that speak every half minute. */
const rate = 200;
const warmup_ms = 2_000;

const start = (module: string): ChildProcess => fork(join(import.meta.dirname, module), []);

const ask = async <T>(child: ChildProcess, order: object): Promise<T> => {
  const said = once(child, 'message');
  child.send(order);
  return ((await said) as [T])[0];
};

const run = async ({
  wire,
  folder,
  seconds,
  onPart,
}: BenchOptions): Promise<readonly Measure[]> => {
  const csms = start('gateway-server.js');
  const tap = start('tap-server.js');
  try {
    const upstream = await ask<{ port: number }>(csms, { mode: 'floor', wire, folder });
    const order: TapOrder = { wire, folder, upstreamPort: upstream.port };
    const between = await ask<{ port: number }>(tap, order);
    const load = (port: number): Promise<LoadResult> => {
      const wanted: LoadOrder = { port, stations, warmup_ms, measure_ms: seconds * 1000, rate };
      return ask<LoadResult>(start('gateway-load.js'), wanted);
    };
    onPart('without the tap');
    const floor = await load(upstream.port);
    onPart('through the tap');
    const ours = await load(between.port);
    const added = { p50_ms: ours.p50_ms - floor.p50_ms, p99_ms: ours.p99_ms - floor.p99_ms };
    return [
      { name: `${rate} frames/s, p50`, unit: 'ms', ours: ours.p50_ms, floor: floor.p50_ms },
      { name: `${rate} frames/s, p99`, unit: 'ms', ours: ours.p99_ms, floor: floor.p99_ms },
      { name: 'added, p50', unit: 'ms', ours: added.p50_ms, floor: null, target: { atMost: 1 } },
      { name: 'added, p99', unit: 'ms', ours: added.p99_ms, floor: null },
    ];
  } finally {
    csms.kill();
    tap.kill();
  }
};

export const tapBench: Bench = {
  name: 'tap',
  about:
    `${stations} stations, MeterValues of 7 samples, through the tap with everything recorded; ` +
    'the floor is the same without the tap.',
  run,
};
