#!/usr/bin/env node
// Developer tasks that work on a fresh clone: tests, laws, fuzz, chaos, checks, what is generated.

import { makePackagesReady, makeReady, root } from './ready.js';
import { runChaos } from './task-chaos.js';
import { runFuzz } from './task-fuzz.js';
import { runLaws } from './task-laws.js';
import { runLook } from './task-look.js';
import { runTests } from './task-test.js';
import { runChecks } from './task-check.js';
import { runGenerators } from './task-gen.js';

const tasks = {
  test: async (args) => {
    await makeReady();
    return runTests(root, args);
  },
  fuzz: async (args) => {
    await makeReady();
    return runFuzz(root, args);
  },
  laws: async (args) => {
    await makeReady();
    return runLaws(root, args);
  },
  look: async () => {
    await makeReady();
    return runLook(root);
  },
  check: async (args) => {
    await makePackagesReady();
    return runChecks(root, args);
  },
  build: async () => {
    await makeReady();
    return 0;
  },
  chaos: async (args) => {
    await makeReady();
    return runChaos(root, args);
  },
  gen: async () => runGenerators(root, makeReady),
};

const [name, ...args] = process.argv.slice(2);
const task = tasks[name];
if (task === undefined) {
  console.error(`Usage: node bin/run.js ${Object.keys(tasks).join(' | ')}`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await task(args);
  } catch (error) {
    console.error(error.exitCode === undefined ? error : error.message);
    process.exitCode = error.exitCode ?? 70;
  }
}
