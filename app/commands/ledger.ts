// `laddbok ledger`: records what people decide; erases a person, or opens what is sealed of one.

import { AppError } from '../../lib/errors.ts';
import type { Command, Invocation } from '../command.ts';
import type { Certificate, SubjectLog } from '../erase.ts';
import { erase, reveal } from '../erase.ts';
import { purgeOnce } from '../erasures.ts';
import type { ExportCounts } from '../kept-exports.ts';
import { adoptMaster, holdMaster } from '../master-key.ts';
import { openFold } from '../fold.ts';
import { entryActions, runEntryAction } from '../ledger-command.ts';
import { openPersons } from '../persons.ts';
import { tablesOf } from '../pump.ts';
import { findRunning } from '../running.ts';
import { openLogFor, openStoreToRead } from '../wire.ts';
import { issueCdrsCommand } from './issue-cdrs.ts';

const actions = ['erase', 'reveal'] as const;

const exportLines = ({ files, with_person, not_readable }: ExportCounts): readonly string[] => [
  `Exports: ${with_person.length} of ${files} files that --exports names hold the person.`,
  ...with_person.map((file) => `  ${file}`),
  ...not_readable.map((file) => `  ${file} is compressed and was not looked through`),
];

const foldersIn = (given: string | boolean | undefined): readonly string[] =>
  typeof given === 'string' ? given.split(',').filter((path) => path !== '') : [];

const shown = (certificate: Certificate): readonly string[] => {
  const { pseudonym, tenant, dry_run, key_held, log, store } = certificate;
  const done = dry_run ? 'Would erase' : 'Erased';
  const held = key_held ? '' : ' No key of it is held here.';
  const rows = Object.entries(store).map(([table, count]) => `  ${table}: ${count} rows`);
  return [
    `${done} ${pseudonym} of ${tenant} at ${certificate.erased_at}.${held}`,
    `Log: ${log.sealed_originals} sealed originals in ${log.events} events.`,
    ...(log.events_in_clear > 0
      ? [`The log holds the token unsealed in ${log.events_in_clear} events from before sealing.`]
      : []),
    `Tables that hold the pseudonym, which stays:${rows.length === 0 ? ' none.' : ''}`,
    ...rows,
    ...exportLines(certificate.exports),
  ];
};

const eraseIn = async (of: SubjectLog, { flags, config, print }: Invocation): Promise<number> => {
  const store = await openStoreToRead(config, findRunning(config)?.clickhouse ?? '');
  try {
    const tables = tablesOf(await openFold());
    const exports = foldersIn(flags['exports']);
    const dryRun = flags['dry-run'] === true;
    const certificate = await erase({ ...of, store, tables, dryRun, exports });
    if (flags['json'] === true) print(JSON.stringify(certificate));
    else for (const line of shown(certificate)) print(line);
    return certificate.log.events_in_clear > 0 ? 1 : 0;
  } finally {
    await store.close();
  }
};

const revealIn = async (of: SubjectLog, { flags, print }: Invocation): Promise<number> => {
  const originals = await reveal(of);
  if (flags['json'] === true) print(JSON.stringify(originals));
  else if (originals.length === 0) print('Nothing of it can be opened here.');
  else for (const original of originals) print(original);
  return originals.length > 0 ? 0 : 1;
};

/** The key of the log is lost: that of this machine takes its place. */
const adoptIn = async ({ config, logger, print }: Invocation): Promise<number> => {
  const { log, ledger } = await openLogFor(config, { logger });
  try {
    await adoptMaster({ log, ledger }, { config, at: Date.now() });
  } finally {
    await log.close();
  }
  print('The master key of this machine is that of the log from now on. Keep a copy of it apart.');
  return 0;
};

export const ledgerCommand: Command = {
  usage: 'ACTION …',
  help: [
    'add-site | add-port | exclude | publish-tariff | assign-tariff | close-period COLUMN=VALUE …',
    'withdraw [KIND] COLUMN=VALUE …: takes back an exclusion, or what is of another kind.',
    'import FILE.csv --kind KIND: many entries; the header names the columns. All or nothing, each',
    'fault with its line; --dry-run looks only, --skip-bad takes what is right. Twice is once.',
    'show [KIND]: what stands, a JSON object a line; --valid-at and --known-at ask of the past.',
    'KIND: sites, ports, exclusions, tariffs, tariff-assignments, periods, cdrs. docs/ledger.md has',
    'the columns. A value @FILE is read from a file. Exit code 1: something is wrong.',
    'issue-cdrs --until DATE: bills the sessions that ended before it; docs/tariffs.md.',
    'DATE: a date, which begins at midnight UTC, or an instant with its offset.',
    'erase | reveal SUBJECT:',
    'SUBJECT is a token as a station sends it, or its pseudonym.',
    'erase: destroys the key of the person for good and prints a certificate. Tables, sums and the',
    'pseudonym in them stay as they are. Exit code 1: the log also holds the token unsealed, from',
    'before it was sealed. Look first with --dry-run.',
    'reveal: prints the originals. The ledger keeps who asked, and when.',
    'adopt-key: goes on with the master key of this machine where that of the log is lost.',
    'Works beside a running `laddbok up`; other machines destroy their keys as they read the ledger.',
  ].join('\n'),
  flags: {
    kind: { type: 'string', about: 'import: what the lines of the file are' },
    withdraw: { type: 'boolean', about: 'import: the lines take back what they name' },
    'skip-bad': { type: 'boolean', about: 'record what is right, where other lines are wrong' },
    'valid-at': { type: 'string', about: 'show: what held at this date or instant' },
    'known-at': { type: 'string', about: 'show: by what had been recorded by then' },
    until: { type: 'string', about: 'issue-cdrs: sessions that ended before this date or instant' },
    by: { type: 'string', about: 'who records it; the user of this machine where absent' },
    'dry-run': { type: 'boolean', about: 'look, and record or destroy nothing' },
    tenant: { type: 'string', about: 'tenant whose ledger or person it is' },
    exports: { type: 'string', about: 'erase: files and folders of exports to look through' },
    json: { type: 'boolean', about: 'print the outcome as JSON' },
  },
  run: async (invocation) => {
    const { args, flags, config, logger } = invocation;
    const [word, subject = ''] = args;
    if (word !== undefined && entryActions.includes(word)) return runEntryAction(invocation);
    if (word === 'adopt-key') return adoptIn(invocation);
    if (word === 'issue-cdrs') return issueCdrsCommand(invocation);
    const action = actions.find((one) => one === word);
    if (action === undefined || subject === '')
      throw new AppError('USAGE', {
        problem: `say ${entryActions.join(', ')}, issue-cdrs, adopt-key, or erase or reveal with the SUBJECT`,
      });
    const { log, ocpp, ledger } = await openLogFor(config, { logger });
    const tenant = String(flags['tenant'] ?? config.LADDBOK_TENANT);
    const by = config.LADDBOK_GATEWAY_ID;
    try {
      const at = Date.now();
      await holdMaster({ log, ledger }, { config, at });
      const persons = openPersons(config, logger);
      const of = { log, ledger, codec: ocpp, persons, tenant, subject, by, at };
      await purgeOnce({ log, ledger }, persons);
      return action === 'erase' ? await eraseIn(of, invocation) : await revealIn(of, invocation);
    } finally {
      await log.close();
    }
  },
};
