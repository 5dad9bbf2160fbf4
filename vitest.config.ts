// Kinds of tests, told apart by the file name: pure, with real engines, and of those some alone.

import { defineConfig } from 'vitest/config';

// `pure` needs no disk, socket or other process; `int` runs real engines and servers, `lean` those of
// them without a store, `kafka` those with brokers: three files at a time of all three, because each
// waits for a disk, a broker or another process most of its time; `alone` one after another.
const pure = {
  name: 'pure',
  include: ['**/*.test.ts'],
  exclude: ['**/*.int.test.ts', 'test/chaos/**', 'node_modules/**', 'dist/**'],
  // Pure tests leave nothing behind: they may share a worker, which is loaded once.
  pool: 'threads',
  isolate: false,
  setupFiles: ['./test/laws-seed.ts'],
  sequence: { groupOrder: 0 },
};

// Suites that strike a whole system have the machine to themselves.
const alone = ['test/{chaos,outage}.int.test.ts'];

/** Suites that start brokers, each its own. */
const brokered = ['log/kafka.int.test.ts', 'test/kafka-*.int.test.ts'];

/** The boards in a real browser and with a stopped processor, which `npm run look` opens and `npm test` leaves out. */
const looked = ['api/boards/{browser,stopped}.int.test.ts'];

const real = {
  pool: 'forks' as const,
  setupFiles: ['./test/laws-seed.ts'],
  testTimeout: 60_000,
  hookTimeout: 180_000,
};

const together = { maxWorkers: 3, sequence: { groupOrder: 1 } };

/** Suites without the embedded store, which is one to a process: they may share loaded modules. */
const storeless = '{ingest,log,schemas,simulator}/**/*.int.test.ts';

const int = {
  ...real,
  name: 'int',
  include: ['**/*.int.test.ts'],
  exclude: ['node_modules/**', 'dist/**', storeless, ...brokered, ...alone, ...looked],
  ...together,
};

const lean = {
  ...real,
  name: 'lean',
  include: [storeless],
  exclude: ['node_modules/**', 'dist/**', ...brokered],
  isolate: false,
  ...together,
};

const kafka = {
  ...real,
  name: 'kafka',
  include: brokered,
  globalSetup: ['./test/servers/fetch-kafka.ts'],
  ...together,
};

const lone = {
  ...real,
  name: 'alone',
  include: alone,
  fileParallelism: false,
  sequence: { groupOrder: 2 },
};

const browser = { ...real, name: 'browser', include: looked, sequence: { groupOrder: 4 } };

/** The long run, which `npm run chaos` starts and `npm test` leaves out. */
const chaos = {
  name: 'chaos',
  include: ['test/chaos/long-run.test.ts'],
  pool: 'forks' as const,
  sequence: { groupOrder: 3 },
};

export default defineConfig({
  test: {
    allowOnly: false,
    projects: [pure, int, lean, kafka, lone, chaos, browser].map((test) => ({ test })),
  },
});
