// Ten thousand ports over a year, asked through the API: uptime, energy by day and site, a session.

import type { FastifyInstance } from 'fastify';
import { openFold } from '../app/fold.ts';
import { tablesOf } from '../app/pump.ts';
import { buildServer } from '../api/server.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { silent } from '../lib/logger.ts';
import { openChdb } from '../store/chdb.ts';
import type { Store } from '../store/port.ts';
import { sessionOf, tenant, writeYear, type Fleet } from './query-year.ts';
import type { Bench, BenchOptions, Measure } from './report.ts';

const fleet: Fleet = { ports: 10_000, days: 365 };
/** Runs of each question; the first warms the caches and does not count. */
const runs = 12;

interface Asked {
  readonly name: string;
  /** The address, of one run after another. */
  readonly url: (run: number) => string;
  /** The same columns read and summed, and nothing else. */
  readonly floor: string;
  readonly atMost?: number;
}

const bucketsOf = (from: string, to: string): string =>
  `bucket_start >= '${from}' AND bucket_start < '${to}'`;
const timed = (from: string, to: string): string =>
  `SELECT sum(toUnixTimestamp64Milli(assumeNotNull(ended_at)) - ` +
  `toUnixTimestamp64Milli(started_at)) FROM availability_v1 ` +
  `WHERE started_at >= '${from}' AND started_at < '${to}' GROUP BY station_id, port, state`;
const counted = (from: string, to: string): string =>
  'SELECT sum(energy_wh) FROM session_energy_v1 ' +
  `WHERE ${bucketsOf(from, to)} GROUP BY station_id, toDate(bucket_start)`;

const range = 'from=2025-11-01&to=2025-12-01';
const last = 'from=2025-12-01&to=2026-01-01';

const questions: readonly Asked[] = [
  {
    name: 'uptime of every port, a month',
    url: () => `/v1/uptime?rulebook=nevi-2023&${range}&limit=10000`,
    floor: timed('2025-11-01', '2025-12-01'),
    atMost: 500,
  },
  {
    name: 'uptime of every port, the newest month, not merged',
    url: () => `/v1/uptime?rulebook=nevi-2023&${last}&limit=10000`,
    floor: timed('2025-12-01', '2026-01-01'),
  },
  {
    name: 'uptime of every port, twelve months',
    url: () => '/v1/uptime?rulebook=nevi-2023&month=2025-12&limit=10000',
    floor: timed('2025-01-01', '2026-01-01'),
  },
  {
    name: 'energy by day and site, a month',
    url: () => `/v1/energy?window=1d&groupBy=site_id&${range}`,
    floor: counted('2025-11-01', '2025-12-01'),
    atMost: 200,
  },
  {
    name: 'energy by day and site, a month, all rows as CSV',
    url: () => `/v1/energy?window=1d&groupBy=site_id&${range}&format=csv`,
    floor: counted('2025-11-01', '2025-12-01'),
  },
  {
    name: 'energy by day and site, a year',
    url: () => '/v1/energy?window=1d&groupBy=site_id&from=2025-01-01&to=2026-01-01',
    floor: counted('2025-01-01', '2026-01-01'),
  },
  {
    name: 'one session by its id',
    url: (run) => `/v1/sessions/${sessionOf((run * 7919 * 389) % (fleet.ports * fleet.days * 2))}`,
    floor: 'SELECT 1',
    atMost: 30,
  },
];

const spent = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

const percentile = (values: readonly number[], part: number): number => {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * part))] ?? NaN;
};

const ask = async (app: FastifyInstance, url: string): Promise<void> => {
  const answer = await app.inject({ url });
  if (answer.statusCode === 200 && !answer.body.includes('"data":[]')) return;
  throw new AppError('USAGE', { problem: `${url} was not answered: ${answer.body.slice(0, 300)}` });
};

/** The median and the slow end of a question, and of its floor, run by turns. */
const measured = async (app: FastifyInstance, store: Store, asked: Asked) => {
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    const bare = await spent(async () => store.query({ sql: asked.floor, params: {} }));
    const whole = await spent(async () => ask(app, asked.url(run)));
    if (run === 0) continue;
    floor.push(bare);
    ours.push(whole);
  }
  return [0.5, 0.95].map((part): Measure => ({
    name: `${asked.name}, p${part * 100}`,
    unit: 'ms',
    ours: percentile(ours, part),
    floor: percentile(floor, part),
    ...(part === 0.5 && asked.atMost !== undefined ? { target: { atMost: asked.atMost } } : {}),
  }));
};

const run = async ({ folder, onPart }: BenchOptions): Promise<readonly Measure[]> => {
  const store = await openChdb({ folder });
  try {
    await store.migrate(tablesOf(await openFold()), 1);
    await writeYear(store, fleet, (written) => {
      onPart(`writing month ${written} of 12 (not measured)`);
    });
    const watermark = async () =>
      Promise.resolve({ as_of: '2026-01-02T00:00:00.000Z', complete: true, lag_events: 0 });
    const app = await buildServer({
      store,
      logger: silent,
      defaultTenant: tenant,
      now: () => Date.parse('2026-01-02T00:00:00Z'),
      watermark,
      readiness: async () => Promise.resolve({ ready: true, checks: [] }),
      metrics: async () => Promise.resolve(''),
    });
    const measures: Measure[] = [];
    for (const question of questions) {
      onPart(question.name);
      // A question that is not answered in time costs its own figures, and not those of the others.
      const told = await measured(app, store, question).catch((error: unknown) => {
        onPart(`${question.name}: not measured. ${messageOf(error)}`);
        return [];
      });
      measures.push(...told);
    }
    await app.close();
    return measures;
  } finally {
    await store.close();
  }
};

export const queryBench: Bench = {
  name: 'query',
  about:
    '10,000 ports over a year with 7,300,000 sessions, asked through the API; the floor reads the ' +
    'same columns of the same rows and sums them, by the engine alone.',
  run,
};
