// `npm run check`: format, lint, types and pure tests, two at a time, with the time of each.

import { runChild } from './run-child.js';

const side_by_side = 2;

const steps = [
  {
    name: 'pure tests and tidy',
    script: 'node_modules/vitest/vitest.mjs',
    args: ['run', '--project', 'pure', '--reporter=dot'],
  },
  {
    name: 'format',
    script: 'node_modules/prettier/bin/prettier.cjs',
    args: ['--check', '.', '--cache', '--cache-location', '.cache/prettier', '--log-level=warn'],
    mend: 'npm run format',
  },
  {
    name: 'lint',
    script: 'node_modules/oxlint/bin/oxlint',
    args: ['--type-aware', '--deny-warnings'],
  },
  {
    name: 'types',
    script: 'node_modules/typescript/bin/tsc',
    args: ['-p', 'tsconfig.json'],
  },
];

const runStep = async (root, { name, script, args, mend }) => {
  const result = await runChild({ command: process.execPath, args: [script, ...args], cwd: root });
  const good = result.code === 0;
  if (!good) process.stdout.write(`\n--- ${name}\n${result.output}\n`);
  const advice = good || mend === undefined ? '' : `  (mend: ${mend})`;
  console.log(`${good ? 'ok    ' : 'FAILED'} ${result.seconds.padStart(6)} s  ${name}${advice}`);
  return good;
};

/**
 * Runs every step to its end, so that one look shows all that is wrong; 1 if any failed. With
 * `--no-tests` the pure tests are left to `npm test`, which has them too.
 */
export const runChecks = async (root, args) => {
  const start = Date.now();
  const wanted = args.includes('--no-tests') ? steps.slice(1) : steps;
  const waiting = [...wanted];
  let failed = 0;
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift())
      if (!(await runStep(root, step))) failed++;
  };
  await Promise.all(Array.from({ length: side_by_side }, worker));
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(
    `${failed === 0 ? 'all good' : `${failed} of ${wanted.length} failed`}, ${seconds} s`,
  );
  return failed === 0 ? 0 : 1;
};
