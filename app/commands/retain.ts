// `laddbok retain`: one round of archiving and removing, and the check of the archive.

import { AppError } from '../../lib/errors.ts';
import { ocppTopic } from '../../log/port.ts';
import type { Command, Invocation } from '../command.ts';
import { live } from '../life.ts';
import { progressOn, shareText } from '../progress.ts';
import { type RetentionRound, retain as retainOnce, retentionOf } from '../retention.ts';
import { type OpenLog, openLogFor, openStoreBeside } from '../wire.ts';

const tell = ({ flags, print }: Invocation, round: RetentionRound): void => {
  if (flags['json'] === true) return print(JSON.stringify(round));
  print(`${round.archived_events} events archived.`);
  print(
    `Removed: ${round.removed_log_events} events of the log, ` +
      `${round.removed_archive_files} files of the archive, ` +
      `${round.dropped_sample_months} months of meter_values.`,
  );
};

const checkArchive = async ({ flags, print }: Invocation, { archive }: OpenLog): Promise<void> => {
  if (archive === null)
    throw new AppError('USAGE', { problem: 'LADDBOK_ARCHIVE names no folder.' });
  const progress = progressOn(process.stderr);
  let seen = 0;
  const all = archive.files(ocppTopic).length;
  const files = await archive.check(ocppTopic, () => progress.show(shareText(++seen, all)));
  progress.done();
  const events = archive.ends(ocppTopic).reduce((sum, { low, high }) => sum + high - low, 0);
  const bytes = archive.bytes(ocppTopic);
  if (flags['json'] === true) print(JSON.stringify({ files, events, bytes }));
  else print(`${files} files, ${events} events, ${bytes} bytes: every checksum is right.`);
};

const round = async (
  { config, logger }: Invocation,
  opened: OpenLog,
  ending: AbortSignal,
): Promise<RetentionRound> => {
  const store = await openStoreBeside(config);
  const progress = progressOn(process.stderr);
  try {
    return await retainOnce({ ...opened, store }, retentionOf(config), {
      now: Date.now(),
      ending,
      onProgress: ({ events, ofEvents }) => progress.show(`${shareText(events, ofEvents)} events`),
    });
  } finally {
    progress.done();
    await store.close();
    logger.info('Retention is through.');
  }
};

export const retain: Command = {
  usage: '',
  help: [
    'Takes into LADDBOK_ARCHIVE what the log holds and the archive does not, then removes what is',
    'older than LADDBOK_KEEP_LOG_DAYS, LADDBOK_KEEP_ARCHIVE_DAYS and LADDBOK_KEEP_SAMPLES_DAYS. The',
    'log loses nothing that is not in the tables and, where there is one, in the archive. Works beside',
    'a running `laddbok up`, which does the same each hour; elsewhere let a timer call it, on one',
    'machine. Killed, the next call goes on.',
  ].join('\n'),
  flags: {
    check: { type: 'boolean', about: 'only compare every file of the archive with its checksum' },
    json: { type: 'boolean', about: 'print the outcome as JSON' },
  },
  run: async (invocation) => {
    const { config, logger, flags } = invocation;
    return live(logger, async (life) => {
      const opened = await openLogFor(config, { logger, ending: life.ending });
      life.ground('the log', () => opened.log.close());
      if (flags['check'] === true) await checkArchive(invocation, opened);
      else tell(invocation, await round(invocation, opened, life.ending));
      life.end();
    });
  },
};
