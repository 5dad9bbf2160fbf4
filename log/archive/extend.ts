// What the log holds and the archive does not, as files.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../lib/errors.ts';
import type { EventLog } from '../port.ts';
import { schemaIdOf } from '../wire.ts';
import { type ArchivedRecord, writeArchiveFile } from './file.ts';
import { checkIdentity, holdArchive, partitionFiles } from './folder.ts';

/** Bytes of values after which the next file is begun. */
const file_bytes_max = 128 * 1024 ** 2;
const scanRecords = 5_000;

export interface ArchiveProgress {
  readonly events: number;
  readonly ofEvents: number;
  readonly files: number;
}

export interface ExtendOptions {
  readonly onProgress?: (progress: ArchiveProgress) => void;
  readonly ending?: AbortSignal;
  /** Bytes of values after which the next file is begun. */
  readonly file_bytes?: number;
}

interface Stretch {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

export interface Taking {
  readonly folder: string;
  readonly log: EventLog;
  readonly topic: string;
  /** Fingerprint of a schema by its id; null where it is not known. */
  readonly fingerprintOf: (id: number) => string | null;
}

/** Throws `LOG_GAP` where the log has forgotten what was never archived. */
const missing = async ({ folder, log, topic }: Taking): Promise<readonly Stretch[]> =>
  (await log.ends(topic)).map(({ partition, low, high }) => {
    const from = partitionFiles(folder, topic, partition).at(-1)?.to ?? low;
    if (from < low) throw new AppError('LOG_GAP', { partition, from, to: low - 1 });
    return { partition, from, to: high };
  });

/** Records for one file. */
async function* portion(
  { log, topic, fingerprintOf }: Taking,
  { partition, from, to }: Stretch,
  file_bytes: number,
): AsyncGenerator<ArchivedRecord> {
  let bytes = 0;
  let next = from;
  const range = { topic, partition, from, to, maxRecords: scanRecords };
  for await (const { records } of log.scan(range))
    for (const record of records) {
      if (record.offset !== next)
        throw new AppError('LOG_GAP', { partition, from: next, to: record.offset - 1 });
      next += 1;
      yield { ...record, fingerprint: fingerprintOf(schemaIdOf(record.value)) };
      bytes += record.value.length;
      if (bytes >= file_bytes) return;
    }
}

const takeIn = async (taking: Taking, options: ExtendOptions): Promise<ArchiveProgress> => {
  const { folder, topic } = taking;
  const { onProgress, ending, file_bytes = file_bytes_max } = options;
  const stretches = await missing(taking);
  const ofEvents = stretches.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);
  const done = { events: 0, ofEvents, files: 0 };
  for (const stretch of stretches) {
    const { partition, to } = stretch;
    const inside = join(folder, topic, String(partition));
    mkdirSync(inside, { recursive: true });
    for (let { from } = stretch; from < to;) {
      if (ending?.aborted === true) return done;
      const records = portion(taking, { partition, from, to }, file_bytes);
      const file = await writeArchiveFile(inside, partition, records);
      if (file === null) break;
      done.events += file.to - from;
      done.files += 1;
      from = file.to;
      onProgress?.({ ...done });
    }
  }
  return done;
};

/** Takes in what is missing, while nobody else does. */
export const extendArchive = async (
  taking: Taking,
  options: ExtendOptions,
): Promise<ArchiveProgress> => {
  const { folder, log, topic } = taking;
  checkIdentity(folder, await log.identity(topic));
  const release = holdArchive(folder, topic);
  try {
    return await takeIn(taking, options);
  } finally {
    release();
  }
};
