// `laddbok bench NAME`: ours, the floor of the same run, and the ratio.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { balanceBench } from '../../bench/balance.ts';
import { connectionsBench } from '../../bench/connections.ts';
import { exportBench } from '../../bench/export.ts';
import { gatewayBench } from '../../bench/gateway.ts';
import { fiveYearsBench } from '../../bench/five-years.ts';
import { freshnessBench } from '../../bench/freshness.ts';
import { projectBench } from '../../bench/project.ts';
import { queryBench } from '../../bench/query.ts';
import { rebuildBench } from '../../bench/rebuild.ts';
import { tapBench } from '../../bench/tap.ts';
import type { Bench, BenchOptions } from '../../bench/report.ts';
import { reaches, reportOf } from '../../bench/report.ts';
import { AppError } from '../../lib/errors.ts';
import type { Command, Invocation } from '../command.ts';

const benches: readonly Bench[] = [
  gatewayBench,
  connectionsBench,
  tapBench,
  projectBench,
  rebuildBench,
  freshnessBench,
  fiveYearsBench,
  queryBench,
  exportBench,
  balanceBench,
];

const defaultSeconds = 5;

/** Benches run from `dist/`: their child processes load this module by its address. */
const wire = new URL('../../bench/wire.js', import.meta.url).href;

const measure = async (
  one: Bench,
  length: Pick<BenchOptions, 'seconds' | 'events'>,
  kept: string | undefined,
) => {
  const folder = kept ?? mkdtempSync(join(tmpdir(), `laddbok-bench-${one.name}-`));
  try {
    const onPart = (part: string): void => {
      process.stderr.write(`${one.name}: ${part}\n`);
    };
    return await one.run({ wire, folder, ...length, onPart });
  } finally {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  }
};

const above0 = (flags: Invocation['flags'], name: string, fallback: number): number => {
  const value = Number(flags[name] ?? fallback);
  if (value > 0) return value;
  throw new AppError('USAGE', { problem: `--${name} wants a number above 0` });
};

const lengthOf = (flags: Invocation['flags']): Pick<BenchOptions, 'seconds' | 'events'> => ({
  seconds: above0(flags, 'seconds', defaultSeconds),
  ...(flags['events'] === undefined ? {} : { events: above0(flags, 'events', 1) }),
});

export const bench: Command = {
  usage: 'NAME…',
  help: ['Benches:', ...benches.map(({ name, about }) => `  ${name}: ${about}`)].join('\n'),
  flags: {
    seconds: { type: 'string', about: `seconds for each part (default: ${defaultSeconds})` },
    events: { type: 'string', about: 'events that rebuild folds (default: 200,000)' },
    folder: {
      type: 'string',
      about: 'folder to work in and to keep; rebuild goes on with what a killed run left there',
    },
    json: { type: 'boolean', about: 'print the measures as JSON' },
  },
  run: async ({ args, flags, print }) => {
    const names = args.length === 0 ? benches.map(({ name }) => name) : args;
    const length = lengthOf(flags);
    const folder = flags['folder'] === undefined ? undefined : resolve(String(flags['folder']));
    if (folder !== undefined && names.length !== 1)
      throw new AppError('USAGE', { problem: '--folder is of one bench: name it' });
    for (const name of names) {
      const one = benches.find((each) => each.name === name);
      if (one === undefined)
        throw new AppError('USAGE', { problem: `there is no bench "${name}"` });
      const measures = await measure(one, length, folder);
      const shown = measures.map((each) => ({ ...each, reached: reaches(each) }));
      print(flags['json'] === true ? JSON.stringify(shown) : reportOf(one.name, measures));
    }
    return 0;
  },
};
