// `npm run chaos`: strikes a running system by a seed, and compares what is left with the truth.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChild } from './run-child.js';

const help = `Usage: npm run chaos -- [--minutes N] [--kills N] [--seed TEXT] [--engine NAME]
                        [--json]

Starts the system and live stations, kills, pauses and cuts off its parts, fills and slows its disk
and sets its clock off, as the seed says; then compares the log with what was confirmed, the tables
with the truth of the stations, and every row with an undisturbed fold. Exit code 1 where they
differ.

  --minutes N   at least so long (default 5, or 0 where kills are asked for)
  --kills N     at least so many kills (default 0)
  --seed TEXT   the same seed strikes the same blows (default: one that is told)
  --engine NAME embedded: one process; kafka: broker, gateway, three processors and a store;
                kafka-3: the same on three brokers with min.insync.replicas=2
  --json        print the report as one line of JSON; progress goes to standard error`;

const engines = new Set(['embedded', 'kafka', 'kafka-3']);

const number = (text) => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw Object.assign(new Error(`"${text}" is no number of 0 or more.`), { exitCode: 2 });
  return value;
};

const options = {
  minutes: { type: 'string' },
  kills: { type: 'string', default: '0' },
  seed: { type: 'string', default: `chaos-${Date.now()}` },
  engine: { type: 'string', default: 'embedded' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

const readFlags = (args) => {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw Object.assign(new Error(`${error.message}\n${help}`), { exitCode: 2 });
  }
};

const askedBy = (flags) => {
  const engine = String(flags.engine);
  if (!engines.has(engine))
    throw Object.assign(new Error(`There is no engine "${engine}".\n${help}`), { exitCode: 2 });
  const kills = number(flags.kills);
  const minutes = number(flags.minutes ?? (kills > 0 ? '0' : '5'));
  return { seed: String(flags.seed), minutes, kills, engine };
};

const readReport = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
};

const listed = (name, lines) => [
  `${String(lines.length).padStart(8)} ${name}`,
  ...lines.slice(0, 20).map((line) => `           ${line}`),
];

/** The report as lines for people. */
const linesOf = (report) => [
  `${report.kills} kills on ${report.engine} within ${report.seconds} s, seed "${report.seed}":`,
  ...Object.entries(report.blows).map(
    ([name, { times, kills }]) =>
      `${String(times).padStart(8)} × ${name}${kills > 0 ? `, ${kills} processes killed` : ''}`,
  ),
  'What it did:',
  `${String(report.confirmed).padStart(8)} messages confirmed to the witness`,
  `${String(report.sessions).padStart(8)} sessions confirmed to stations`,
  ...listed('confirmed and not in the log', report.missing),
  ...listed('in the log twice', report.doubled),
  ...listed('sessions and quarters of an hour otherwise than in truth', report.wrong),
  `${String(report.differences).padStart(8)} of ${report.rows} rows otherwise than undisturbed`,
  `${String(report.behind).padStart(8)} of ${report.events} events not in the tables`,
];

const args = ['node_modules/vitest/vitest.mjs', 'run', '--project=chaos'];

/** Runs it and returns the exit code. */
export const runChaos = async (root, given) => {
  const flags = readFlags(given);
  if (flags.help) {
    console.log(help);
    return 0;
  }
  const asked = askedBy(flags);
  console.error(`Seed "${asked.seed}": give it to --seed to strike the same blows again.`);
  const path = join(root, '.cache', `chaos-${process.pid}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  const { code } = await runChild({
    command: process.execPath,
    args: [...args, '--disable-console-intercept'],
    cwd: root,
    env: { ...process.env, CHAOS: JSON.stringify({ ...asked, report: path }) },
    show: 'errors',
  });
  const report = readReport(path);
  rmSync(path, { force: true });
  if (report === null) return code === 0 ? 1 : code;
  if (flags.json) console.log(JSON.stringify(report));
  else for (const line of linesOf(report)) console.log(line);
  return code;
};
