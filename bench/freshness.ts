// Freshness: from a frame on a station's socket to the first answer of the API that holds its row.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../lib/errors.ts';
import type { FreshnessLoad, FreshnessPace } from './freshness-load.ts';
import { patience_ms, probe, type Probed } from './freshness-probe.ts';
import type { FreshnessAnswer, FreshnessOrder } from './freshness-server.ts';
import type { Bench, BenchOptions, Measure } from './report.ts';

/** MeterValues a second beside the probe; the last is more than two slow cores carry. */
const rates = [10, 100, 1_000, 3_000] as const;
/** Up to this rate the design's figure is wanted. */
const rateWanted = 1_000;
const stations_max = 1_000;
const warmup_ms = 2_000;
/** How long the tables may take to be level again before the next rate. */
const drain_ms = 60_000;
/** A pace that falls short of what was asked for by more than this is told. */
const short = 0.95;

type Listening = Exclude<FreshnessAnswer, { readonly refused: string }>;

const start = (module: string): ChildProcess => fork(join(import.meta.dirname, module), []);

/** What a child says next; rejects where it ends instead. */
const next = async <T>(child: ChildProcess): Promise<T> => {
  const heard = new AbortController();
  const { signal } = heard;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([said]) => said as T),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`A process of the bench ended with ${String(code)}.`);
      }),
    ]);
  } finally {
    heard.abort();
  }
};

const ask = <T>(child: ChildProcess, order: object | string): Promise<T> => {
  const answered = next<T>(child);
  child.send(order);
  return answered;
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
};

const listen = async (child: ChildProcess, folder: string): Promise<Listening> => {
  const order: FreshnessOrder = { folder };
  const answer = await ask<FreshnessAnswer>(child, order);
  if ('refused' in answer) throw new AppError('USAGE', { problem: answer.refused });
  return answer;
};

/** Whether the tables came level with the log in time. */
const drained = async (api: string): Promise<boolean> => {
  const until = performance.now() + drain_ms;
  while (performance.now() < until) {
    const answer = await fetch(`${api}/v1/stations?limit=1`);
    if (((await answer.json()) as { readonly complete: boolean }).complete) return true;
    await pause(100);
  }
  return false;
};

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? NaN;

interface AtRate extends Probed {
  readonly rate: number;
  readonly carried: number;
}

const atRate = async (rate: number, at: Listening, seconds: number): Promise<AtRate> => {
  const load = start('freshness-load.js');
  try {
    const { gateway, api } = at;
    const stations = Math.min(rate, stations_max);
    const wanted: FreshnessLoad = { gateway, rate, stations, prefix: `BENCH-${rate}` };
    await ask<string>(load, wanted);
    // All stations starting a session in one second is another question than the pace.
    await drained(api);
    await ask<FreshnessPace>(load, 'go');
    await pause(warmup_ms);
    await ask<FreshnessPace>(load, 'pace');
    const probed = await probe({ gateway, api, prefix: `PROBE-${rate}`, seconds });
    const { answered, for_ms } = await ask<FreshnessPace>(load, 'pace');
    return { ...probed, rate, carried: (answered * 1000) / for_ms };
  } finally {
    if (load.connected) load.send('stop');
    await end(load);
  }
};

const whole = (value: number): string => Math.round(value).toLocaleString('en');

const measuresOf = (one: AtRate, { log, store }: Listening): readonly Measure[] => {
  const { rate, carried, fresh_ms, question_ms, unseen } = one;
  const isCarried = carried >= rate * short;
  const asked = `${whole(rate)} frames/s${isCarried ? '' : ` asked, ${whole(carried)} carried`}`;
  const late = unseen === 0 ? '' : `, ${unseen} unseen for ${patience_ms / 1000} s`;
  const atMost = log === 'embedded' && store === 'embedded' ? 1_000 : 2_000;
  return [0.5, 0.95, 0.99].map((share) => ({
    name: `${asked}, p${share * 100} of ${fresh_ms.length}${late}`,
    unit: 'ms',
    ours: percentile(fresh_ms, share),
    floor: percentile(question_ms, share),
    ...(share === 0.95 && rate <= rateWanted ? { target: { atMost } } : {}),
  }));
};

const enginesOf = ({ log, store }: Listening): string =>
  [
    log === 'embedded' ? 'embedded log' : 'Kafka',
    store === 'embedded' ? 'embedded store' : 'store over HTTP',
  ].join(', ');

const run = async ({ folder, seconds, onPart }: BenchOptions): Promise<readonly Measure[]> => {
  const server = start('freshness-server.js');
  try {
    onPart('starting everything');
    const listening = await listen(server, folder);
    const engines = enginesOf(listening);
    const measures: Measure[] = [];
    const between_ms: number[] = [];
    for (const rate of rates) {
      onPart(`${engines}: ${whole(rate)} frames/s beside the probe`);
      const one = await atRate(rate, listening, seconds);
      measures.push(...measuresOf(one, listening));
      between_ms.push(...one.between_ms);
      if (await drained(listening.api)) continue;
      onPart(`not level again ${drain_ms / 1000} s after ${whole(rate)} frames/s: ends here`);
      break;
    }
    const [load = 0] = loadavg();
    return [
      ...measures.map((each) => ({ ...each, name: `${engines}: ${each.name}` })),
      {
        name: 'between two answers, p50',
        unit: 'ms',
        ours: percentile(between_ms, 0.5),
        floor: null,
      },
      {
        name: 'processes that wanted a core, of the whole machine',
        unit: '',
        ours: load,
        floor: null,
      },
    ];
  } finally {
    await end(server);
  }
};

export const freshnessBench: Bench = {
  name: 'freshness',
  about:
    'from a frame on a socket to the first answer of /v1/sessions that holds its row, beside ' +
    `${rates.map(whole).join(', ')} MeterValues a second; the floor is the same question, waiting ` +
    'for nothing. With KAFKA_BROKERS and CLICKHOUSE_URL on those, which have to be empty.',
  run,
};
