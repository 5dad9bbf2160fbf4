// `npm run fuzz -- --count N --seed S`: the fuzz test at length; the same seed sends the same.

import { parseArgs } from 'node:util';
import { runChild } from './run-child.js';

const options = {
  count: { type: 'string', default: '1000000' },
  seed: { type: 'string', default: 'fuzz' },
};

/** Runs the fuzz test with so many inputs of a seed; returns its exit code. */
export const runFuzz = async (root, args) => {
  const { values } = parseArgs({ args, options });
  const { code } = await runChild({
    command: process.execPath,
    args: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'int', 'test/fuzz'],
    cwd: root,
    show: true,
    env: { ...process.env, FUZZ_COUNT: values.count, FUZZ_SEED: values.seed },
  });
  return code;
};
