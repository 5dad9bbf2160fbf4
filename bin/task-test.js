// `npm test`: every vitest project but the long ones, then one line `N passed, N failed`; skips are refused in CI.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './run-child.js';
import { tally } from './tally.js';

const readReport = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
};

// Named one by one: of two negations each would let in what the other leaves out.
const tested = ['pure', 'int', 'lean', 'kafka', 'alone'];

/** A filter by name leaves tests out on purpose, which is no skip. */
const filters = (args) => args.some((arg) => /^(-t|--testNamePattern)(=|$)/.test(arg));

/** Runs the tests and returns the exit code; further arguments go to vitest. */
export const runTests = async (root, args) => {
  const report = join(root, '.cache', `tests-${process.pid}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  const { code } = await runChild({
    command: process.execPath,
    args: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...(args.some((arg) => arg.startsWith('--project'))
        ? []
        : tested.map((project) => `--project=${project}`)),
      ...args,
    ],
    cwd: root,
    show: true,
  });
  const result = tally(readReport(report), {
    code,
    refuseSkipped: process.env.CI === 'true' && !filters(args),
  });
  rmSync(report, { force: true });
  for (const line of result.lines) console.log(line);
  return result.code;
};
