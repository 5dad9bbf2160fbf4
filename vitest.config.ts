// Two kinds of tests, told apart by the file name: pure ones and those with real engines.

import { defineConfig } from 'vitest/config';

// `pure` needs no disk, socket or other process and stays under ten seconds; `int` runs real
// engines and servers. Files in `int` run one after another: two cores, and real brokers.
export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['**/*.test.ts'],
          exclude: ['**/*.int.test.ts', 'node_modules/**', 'dist/**'],
          // Pure tests leave nothing behind: they may share a worker, which is loaded once.
          pool: 'threads',
          isolate: false,
        },
      },
      {
        test: {
          name: 'int',
          include: ['**/*.int.test.ts'],
          exclude: ['node_modules/**', 'dist/**'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
