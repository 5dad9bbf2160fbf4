// `npm run chaos`: strikes a running system by a seed, and compares what is left with the truth.

import { parseArgs } from 'node:util';
import { runChild } from './run-child.js';

const help = `Usage: npm run chaos -- [--minutes N] [--kills N] [--seed TEXT] [--engine NAME]

Starts the system and live stations, kills, pauses and cuts off its parts, fills its disk and sets
its clock off, as the seed says; then compares the log with what was confirmed, the tables with the
truth of the stations, and every row with an undisturbed fold. Exit code 1 where they differ.

  --minutes N   at least so long (default 5)
  --kills N     at least so many kills (default 0)
  --seed TEXT   the same seed strikes the same blows (default: one that is told)
  --engine NAME embedded: one process; kafka: broker, gateway, three processors and a store`;

const number = (text) => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw Object.assign(new Error(`"${text}" is no number of 0 or more.`), { exitCode: 2 });
  return value;
};

const options = {
  minutes: { type: 'string', default: '5' },
  kills: { type: 'string', default: '0' },
  seed: { type: 'string', default: `chaos-${Date.now()}` },
  engine: { type: 'string', default: 'embedded' },
  help: { type: 'boolean', default: false },
};

const readFlags = (args) => {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw Object.assign(new Error(`${error.message}\n${help}`), { exitCode: 2 });
  }
};

/** Runs it and returns the exit code. */
export const runChaos = async (root, args) => {
  const flags = readFlags(args);
  if (flags.help) {
    console.log(help);
    return 0;
  }
  const engine = String(flags.engine);
  if (engine !== 'embedded' && engine !== 'kafka')
    throw Object.assign(new Error(`There is no engine "${engine}".\n${help}`), {
      exitCode: 2,
    });
  const asked = {
    seed: String(flags.seed),
    minutes: number(flags.minutes),
    kills: number(flags.kills),
    engine,
  };
  console.log(`Seed "${asked.seed}": give it to --seed to strike the same blows again.`);
  const { code } = await runChild({
    command: process.execPath,
    args: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project=chaos',
      '--disable-console-intercept',
    ],
    cwd: root,
    env: { ...process.env, CHAOS: JSON.stringify(asked) },
    show: true,
  });
  return code;
};
