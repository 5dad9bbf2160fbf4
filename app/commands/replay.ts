// `laddbok replay`: makes every table again from the log, beside those that are served.

import { ocppTopic } from '../../log/port.ts';
import { dropSet, serveSet, servedSets, settleViews } from '../../store/sets.ts';
import type { Store } from '../../store/port.ts';
import { AppError } from '../../lib/errors.ts';
import type { Command, Invocation } from '../command.ts';
import { differenceLines } from '../difference-lines.ts';
import { openFold } from '../fold.ts';
import { live } from '../life.ts';
import { progressOn, shareText } from '../progress.ts';
import { type Rebuilding, rebuild } from '../rebuild.ts';
import { dropOldSamples, retentionOf } from '../retention.ts';
import { knownSets } from '../set-choice.ts';
import { compareSets, type SetDifferences } from '../set-differences.ts';
import { openLogFor, openStoreBeside } from '../wire.ts';

const misuse = (problem: string): AppError => new AppError('USAGE', { problem });

const numberIn = (flags: Invocation['flags'], name: string, fallback: number): number => {
  const value = Number(flags[name] ?? fallback);
  if (Number.isInteger(value) && value >= 0) return value;
  throw misuse(`--${name} ${String(flags[name])} is no whole number`);
};

interface Outcome {
  readonly set: number;
  readonly served: number;
  readonly events: number;
  readonly rows: number;
  readonly setAside: number;
  readonly differences: SetDifferences | null;
}

const tell = ({ flags, print }: Invocation, outcome: Outcome): void => {
  if (flags['json'] === true) return print(JSON.stringify(outcome));
  const { set, served, events, rows, differences, setAside } = outcome;
  print(`Set ${set}: ${events} events, ${rows} rows.`);
  if (setAside > 0) print(`${setAside} events could not be folded: see events_set_aside.`);
  if (differences !== null) for (const line of differenceLines(differences)) print(line);
  if (served === set) print(`Readers are shown set ${set}. Back: laddbok replay --roll-back`);
  else print(`Readers are shown set ${served}. To show them set ${set}: laddbok replay --swap`);
};

const report = async (
  { flags }: Invocation,
  { store, set }: { readonly store: Store; readonly set: number },
): Promise<SetDifferences | null> => {
  const from = (await servedSets(store)).at(-1) ?? set;
  const there = (await knownSets(store, ocppTopic)).some((one) => one.set === from);
  if (!there || from === set) return null;
  const sample = numberIn(flags, 'sample', 10);
  const progress = progressOn(process.stderr);
  const onTable = (table: string, done: number, ofTables: number): void =>
    progress.show(`comparing ${table}, ${shareText(done, ofTables)} tables`);
  return compareSets({ store, topic: ocppTopic, from, to: set, sample, onTable }).finally(() =>
    progress.done(),
  );
};

/** Folds, compares, shows; the set keeps up meanwhile, and afterwards where that is asked for. */
const make = async (invocation: Invocation, store: Store): Promise<number> => {
  const { config, logger, flags } = invocation;
  return live(logger, async (life) => {
    const { log, ocpp, ledger } = await openLogFor(config, { logger, ending: life.ending });
    life.ground('the log', () => log.close());
    const progress = progressOn(process.stderr);
    const rebuilding: Rebuilding = await rebuild({
      log,
      store,
      logger,
      codec: ocpp,
      ledger,
      fold: await openFold(),
      topic: ocppTopic,
      epoch: config.LADDBOK_EPOCH,
      afresh: flags['afresh'] === true,
      partial: flags['partial'] === true,
      ending: life.ending,
      onProgress: ({ events, ofEvents }) => progress.show(`${shareText(events, ofEvents)} events`),
    });
    progress.done();
    const { set, pump } = rebuilding;
    life.part('the pump', () => pump.stop());
    life.endsWith(pump.failed);
    // What readers no longer have is no difference, and takes no disk.
    await dropOldSamples(store, retentionOf(config), Date.now());
    const differences = await report(invocation, { store, set });
    if (flags['swap'] === true) {
      await pump.settled();
      await serveSet(store, set);
    }
    const served = (await servedSets(store)).at(-1) ?? set;
    const { events } = rebuilding.progress();
    const { rows, setAside } = pump.stats();
    tell(invocation, { set, served, events, rows, setAside, differences });
    if (flags['follow'] !== true) life.end();
  });
};

const list = async ({ flags, print }: Invocation, store: Store): Promise<number> => {
  const sets = await knownSets(store, ocppTopic);
  if (flags['json'] === true) print(JSON.stringify(sets));
  else
    for (const { set, events, served, manifest } of sets)
      print(`set ${set}: ${events} events, fold ${manifest ?? '-'}${served ? ', served' : ''}`);
  return 0;
};

const rollBack = async ({ print }: Invocation, store: Store): Promise<number> => {
  const history = await servedSets(store);
  const served = history.at(-1);
  const there = new Set((await knownSets(store, ocppTopic)).map(({ set }) => set));
  const back = history.findLast((set) => set !== served && there.has(set));
  if (back === undefined) throw misuse('There is no set to go back to.');
  await serveSet(store, back);
  print(`Readers are shown set ${back} again.`);
  return 0;
};

const drop = async ({ flags, print }: Invocation, store: Store): Promise<number> => {
  const set = numberIn(flags, 'drop', 0);
  if ((await servedSets(store)).at(-1) === set)
    throw misuse(`Set ${set} is what readers are shown; show them another first.`);
  print(`Set ${set}: ${await dropSet(store, set)} tables removed.`);
  return 0;
};

export const replayCommand: Command = {
  usage: '',
  help: [
    'Folds the whole log into a set of tables of its own, while the served set serves and goes on',
    'being folded; then says which rows differ. Readers see nothing of it before --swap, which',
    'shows the new set in all tables at one instant. Killed, the same command goes on where it was.',
    'Works beside a running `laddbok up` on the same data folder.',
  ].join('\n'),
  flags: {
    swap: { type: 'boolean', about: 'show readers the new set once it is level with the log' },
    follow: { type: 'boolean', about: 'keep the new set level with the log until stopped' },
    afresh: { type: 'boolean', about: 'begin a new set, also where one was begun' },
    partial: { type: 'boolean', about: 'accept a log whose beginning is gone' },
    sample: { type: 'string', about: 'differing rows of a table to name (10)' },
    'roll-back': { type: 'boolean', about: 'show readers the set before this one again' },
    sets: { type: 'boolean', about: 'list the sets' },
    drop: { type: 'string', about: 'remove the tables of a set that is not served' },
    json: { type: 'boolean', about: 'print the outcome as JSON' },
  },
  run: async (invocation) => {
    const { flags } = invocation;
    const store = await openStoreBeside(invocation.config);
    try {
      await settleViews(store);
      if (flags['sets'] === true) return await list(invocation, store);
      if (flags['roll-back'] === true) return await rollBack(invocation, store);
      if (flags['drop'] !== undefined) return await drop(invocation, store);
      return await make(invocation, store);
    } finally {
      await store.close();
    }
  },
};
