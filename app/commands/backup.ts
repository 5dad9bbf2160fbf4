// `laddbok backup` and `laddbok restore`: the embedded data out of a running process, and back.

import { AppError } from '../../lib/errors.ts';
import { type BackupSummary, putBack, takeBackup } from '../backup.ts';
import type { Command, Invocation } from '../command.ts';
import { findRunning } from '../running.ts';
import { hasServer, openEmbeddedStore, openStoreToRead } from '../wire.ts';

/** The folder that was named; engines beside us have backups of their own. */
const folderIn = ({ args, config }: Invocation): string => {
  const [folder] = args;
  if (folder === undefined) throw new AppError('USAGE', { problem: 'Name the folder: DIR.' });
  if (!hasServer(config) && config.KAFKA_BROKERS.length === 0) return folder;
  const problem =
    'Kafka and ClickHouse are backed up with their own tools: the tables first, then the topics.';
  throw new AppError('USAGE', { problem });
};

const tell = ({ flags, print }: Invocation, did: string, done: BackupSummary): number => {
  if (flags['json'] === true) print(JSON.stringify(done));
  else print(`${done.events} events and ${done.rows} rows of set ${done.set} ${did}.`);
  return 0;
};

const flags = { json: { type: 'boolean', about: 'print the outcome as JSON' } } as const;

export const backupCommand: Command = {
  usage: 'DIR',
  help: [
    'Copies the embedded log, the served tables and the secret into an empty folder. Works beside a',
    'running `laddbok up`. The copy is whole once DIR/backup.json is there.',
  ].join('\n'),
  flags,
  run: async (invocation) => {
    const { config } = invocation;
    const folder = folderIn(invocation);
    const store = await openStoreToRead(config, findRunning(config)?.clickhouse ?? '');
    try {
      return tell(invocation, `are in ${folder}`, await takeBackup(config, store, folder));
    } finally {
      await store.close();
    }
  },
};

export const restoreCommand: Command = {
  usage: 'DIR',
  help: [
    'Puts what `laddbok backup DIR` copied into LADDBOK_DATA, which must be empty. Then `laddbok up`',
    'goes on from there, and `laddbok verify` compares the tables with the log.',
  ].join('\n'),
  flags,
  run: async (invocation) => {
    const { config } = invocation;
    const done = await putBack(config, () => openEmbeddedStore(config), folderIn(invocation));
    return tell(invocation, 'were put back', done);
  },
};
