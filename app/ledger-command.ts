// The part of `laddbok ledger` that records what people decide, imports it from CSV, and shows it.

import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { csvBytes_max } from '../api/ledger/csv.ts';
import type { LedgerDesk, Outcome } from '../api/ledger/desk.ts';
import type { Draft } from '../api/ledger/drafts.ts';
import {
  draftsOfCsv,
  faultsByLine,
  ledgerWords,
  type LineFault,
  tableNamed,
} from '../api/ledger/import.ts';
import { saidOf, type Values } from '../api/ledger/read.ts';
import { standing } from '../api/ledger/standing.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { type LedgerTable, overlaid } from '../processors/ledger/table.ts';
import type { Column } from '../schemas/table.ts';
import type { Invocation } from './command.ts';
import { instantOfFlag } from './flag-instant.ts';
import { ledgerDeskOver } from './ledger-desk.ts';
import { openLogFor } from './wire.ts';

const misuse = (problem: string): AppError => new AppError('USAGE', { problem });

/** Words of commands that record one entry, and the table that each is for. */
const adding: Readonly<Record<string, string>> = {
  'add-site': 'sites',
  'add-port': 'ports',
  exclude: 'exclusions',
  'publish-tariff': 'tariffs',
  'assign-tariff': 'tariff-assignments',
  'close-period': 'periods',
};

/** The first words of what this file does. */
export const entryActions: readonly string[] = [
  ...Object.keys(adding),
  'withdraw',
  'import',
  'show',
];

const tableOf = (word: string): LedgerTable => {
  const table = tableNamed(word);
  if (table !== undefined) return table;
  throw misuse(`there is no kind "${word}"; known are: ${ledgerWords.join(', ')}`);
};

const fileText = (path: string): string => {
  try {
    if (statSync(path).size <= csvBytes_max) return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw misuse(`the file cannot be read: ${messageOf(thrown)}`);
  }
  throw misuse(`${path} is larger than ${csvBytes_max} bytes: divide it`);
};

/** Values as COLUMN=VALUE; a value that begins with @ is read from that file. */
const valuesOf = (words: readonly string[]): Values => {
  const pairs = words.map((word) => {
    const at = word.indexOf('=');
    if (at < 1) throw misuse(`"${word}" is not COLUMN=VALUE`);
    const value = word.slice(at + 1);
    return [word.slice(0, at), value.startsWith('@') ? fileText(value.slice(1)) : value] as const;
  });
  return Object.fromEntries(pairs);
};

interface Asked {
  readonly drafts: readonly Draft[];
  /** Line by draft; empty where the draft was not read from a file. */
  readonly lines: readonly number[];
  readonly faults: readonly LineFault[];
  readonly skipped: readonly LineFault[];
}

const one = (table: LedgerTable, words: readonly string[], withdraws: boolean): Asked => ({
  drafts: [{ table, withdraws, values: valuesOf(words) }],
  lines: [],
  faults: [],
  skipped: [],
});

const askedOf = ({ args, flags }: Invocation): Asked => {
  const [action = '', ...rest] = args;
  const table = adding[action];
  if (table !== undefined) return one(tableOf(table), rest, false);
  if (action === 'withdraw') {
    const [first] = rest;
    if (first === undefined)
      throw misuse('say what is withdrawn: exclusion_id=…, or its KIND and COLUMN=VALUE …');
    // Without a kind it is an exclusion that is withdrawn.
    return first.includes('=')
      ? one(tableOf('exclusions'), rest, true)
      : one(tableOf(first), rest.slice(1), true);
  }
  const [file] = rest;
  if (file === undefined) throw misuse('say which FILE.csv to import');
  const kind = flags['kind'];
  if (typeof kind !== 'string') throw misuse(`say --kind: ${ledgerWords.join(', ')}`);
  const options = { table: tableOf(kind), withdraws: flags['withdraw'] === true };
  return draftsOfCsv(fileText(file), options);
};

const faultLine = ({ line, column, detail }: LineFault): string =>
  [...(line === 0 ? [] : [`line ${line}`]), ...(column === '' ? [] : [column]), detail].join(': ');

const outcomeLine = ({ status, subject, kind, changed_since }: Outcome): string => {
  const since = changed_since
    ? ' Something else was recorded about it since; to say it again give an entry_id.'
    : '';
  return `${status} ${subject} (${kind})${since}`;
};

/** Outcomes that are shown one by one; of more only the sums. */
const shown_max = 20;

const countsOf = (outcomes: readonly Outcome[]) => {
  const count = (status: Outcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return {
    recorded: count('recorded'),
    fit: count('fit'),
    known: count('known'),
    refused: count('refused'),
  };
};

const summary = (outcomes: readonly Outcome[], faults: readonly LineFault[]): string => {
  const { recorded, fit, known } = countsOf(outcomes);
  const would = fit > 0 ? `, ${fit} would be` : '';
  return `${recorded} recorded${would}, ${known} known before, ${faults.length} faults.`;
};

const linesOf = (outcomes: readonly Outcome[], faults: readonly LineFault[]): readonly string[] => {
  const taken = outcomes.filter(({ status }) => status !== 'refused');
  const few = outcomes.length <= shown_max ? taken : [];
  return [...faults.map(faultLine), ...few.map(outcomeLine), summary(outcomes, faults)];
};

/** Whoever runs the command, for the entries to name. */
const nameOf = (flags: Invocation['flags']): string => {
  if (typeof flags['by'] === 'string') return flags['by'];
  try {
    return `cli/${userInfo().username}`;
  } catch {
    return 'cli';
  }
};

const record = async (
  desk: LedgerDesk,
  { flags, config, print }: Invocation,
  asked: Asked,
): Promise<number> => {
  const skipBad = flags['skip-bad'] === true;
  const stops = asked.faults.length > 0 || (asked.skipped.length > 0 && !skipBad);
  const outcomes = await desk.record({
    tenant: String(flags['tenant'] ?? config.LADDBOK_TENANT),
    by: nameOf(flags),
    drafts: asked.drafts,
    skipBad,
    dryRun: stops || flags['dry-run'] === true,
  });
  const faults = [...asked.faults, ...faultsByLine(asked, outcomes)];
  if (flags['json'] === true) print(JSON.stringify({ ...countsOf(outcomes), outcomes, faults }));
  else for (const line of linesOf(outcomes, faults)) print(line);
  return faults.length > 0 ? 1 : 0;
};

const timeIn = (flags: Invocation['flags'], name: string): number | null => {
  const text = flags[name];
  return text === undefined ? null : instantOfFlag(name, String(text));
};

const shownRow = (table: LedgerTable, row: Readonly<Record<string, unknown>>) => {
  const columns: Readonly<Record<string, Column>> = table.columns;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const column = columns[name];
      return [name, column === undefined ? value : saidOf(column, value as string)];
    }),
  );
};

const show = async (desk: LedgerDesk, { args, flags, config, print }: Invocation) => {
  const register = await desk.held(String(flags['tenant'] ?? config.LADDBOK_TENANT));
  const tables = (args[1] === undefined ? ledgerWords : [args[1]]).map(tableOf);
  const [valid, known_at] = [timeIn(flags, 'valid-at'), timeIn(flags, 'known-at')];
  for (const table of tables) {
    const valid_at = valid ?? (overlaid.has(table) ? Date.now() : null);
    for (const entries of register.things(table)) {
      const entry = standing(entries, { valid_at, known_at });
      if (entry === null) continue;
      const { entry_id, valid_from, valid_to, recorded_at } = entry;
      const times = { valid_from, valid_to, recorded_at };
      print(
        JSON.stringify({
          kind: table.name,
          entry_id,
          ...shownRow(table, { ...times, ...entry.row }),
        }),
      );
    }
  }
  return 0;
};

/** Runs one of `entryActions`. */
export const runEntryAction = async (invocation: Invocation): Promise<number> => {
  const isShowing = invocation.args[0] === 'show';
  // What cannot be read is told before the log is opened.
  const asked = isShowing ? null : askedOf(invocation);
  const { log, ledger } = await openLogFor(invocation.config, { logger: invocation.logger });
  try {
    const desk = ledgerDeskOver({ log, ledger });
    return asked === null ? await show(desk, invocation) : await record(desk, invocation, asked);
  } finally {
    await log.close();
  }
};
