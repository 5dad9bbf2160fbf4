// The archive: what the log held, kept as files once the log itself may forget it.

import type { SchemaBook } from '../avro.ts';
import { introducer } from '../introducer.ts';
import type { EventLog, PartitionEnds, RecordBatch, ScanRange } from '../port.ts';
import { schemaIdOf } from '../wire.ts';
import { type ArchiveProgress, extendArchive, type ExtendOptions } from './extend.ts';
import {
  type ArchivedRecord,
  type ArchiveFile,
  checkArchiveFile,
  readArchiveFile,
} from './file.ts';
import { partitionFiles, topicBytes, topicEnds, topicFiles } from './folder.ts';

export interface Archive {
  /** Oldest and next offset of each partition; equal where nothing is archived. */
  ends(topic: string): readonly PartitionEnds[];
  /** The records of a range that are here, batch by batch. */
  scan(range: ScanRange): AsyncIterable<RecordBatch>;
  /**
   * Takes in what the log holds and the archive does not. Killed, the next call goes on behind the
   * last whole file. Throws `LOG_GAP` where the log has forgotten what was never archived,
   * `LOG_CHANGED` where the folder is the archive of another log, and `ARCHIVE_BUSY` where another
   * process is at it.
   */
  extend(log: EventLog, topic: string, options?: ExtendOptions): Promise<ArchiveProgress>;
  /** Compares every file with its checksum; throws `ARCHIVE_DAMAGED` at the first that differs. */
  check(topic: string, onFile?: (file: ArchiveFile) => void): Promise<number>;
  files(topic: string): readonly ArchiveFile[];
  /** Bytes on the disk. */
  bytes(topic: string): number;
}

async function* scanFolder(
  folder: string,
  introduce: ReturnType<typeof introducer>,
  { topic, partition, from, to, maxRecords }: ScanRange,
): AsyncGenerator<RecordBatch> {
  const files = partitionFiles(folder, topic, partition);
  const highWatermark = files.at(-1)?.to ?? 0;
  let records: ArchivedRecord[] = [];
  for (const file of files) {
    if (file.to <= from || file.from >= to) continue;
    for await (const record of readArchiveFile(file, from)) {
      if (record.offset >= to) break;
      await introduce(schemaIdOf(record.value), record.fingerprint);
      if (records.push(record) < maxRecords) continue;
      yield { topic, partition, records, highWatermark };
      records = [];
    }
  }
  if (records.length > 0) yield { topic, partition, records, highWatermark };
}

/** Opens the archive in a folder, which is made when something is first archived. */
export const openArchive = (folder: string, schemas: SchemaBook | null = null): Archive => {
  const introduce = introducer(schemas);
  const fingerprintOf = (id: number): string | null => schemas?.fingerprintOf(id) ?? null;
  return {
    ends: (topic) => topicEnds(folder, topic),
    scan: (range) => scanFolder(folder, introduce, range),
    extend: async (log, topic, options = {}) =>
      extendArchive({ folder, log, topic, fingerprintOf }, options),
    check: async (topic, onFile) => {
      const files = topicFiles(folder, topic);
      for (const file of files) {
        await checkArchiveFile(file);
        onFile?.(file);
      }
      return files.length;
    },
    files: (topic) => topicFiles(folder, topic),
    bytes: (topic) => topicBytes(folder, topic),
  };
};
