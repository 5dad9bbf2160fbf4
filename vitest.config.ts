// Two kinds of tests, told apart by the file name: pure, and with real engines. And chaos.

import { defineConfig } from 'vitest/config';

// `pure` needs no disk, socket or other process and stays under ten seconds; `int` runs real
// engines and servers. Files in `int` run one after another: two cores, and real brokers.
const pure = {
  name: 'pure',
  include: ['**/*.test.ts'],
  exclude: ['**/*.int.test.ts', 'test/chaos/**', 'node_modules/**', 'dist/**'],
  // Pure tests leave nothing behind: they may share a worker, which is loaded once.
  pool: 'threads',
  isolate: false,
  setupFiles: ['./test/laws-seed.ts'],
};

const int = {
  name: 'int',
  include: ['**/*.int.test.ts'],
  exclude: ['node_modules/**', 'dist/**'],
  pool: 'forks',
  fileParallelism: false,
  setupFiles: ['./test/laws-seed.ts'],
  testTimeout: 60_000,
  hookTimeout: 180_000,
};

/** The long run, which `npm run chaos` starts and `npm test` leaves out. */
const chaos = { name: 'chaos', include: ['test/chaos/long-run.test.ts'], pool: 'forks' };

export default defineConfig({
  test: { allowOnly: false, projects: [pure, int, chaos].map((test) => ({ test })) },
});
