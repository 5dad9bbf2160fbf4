// One topic of the embedded log: its segments, the newest of which grows, read as one sequence.

import { AppError } from '../lib/errors.ts';
import type { StoredBatch } from './batch-layout.ts';
import { bell } from './bell.ts';
import type { LogRecord, PartitionEnds, Removal } from './port.ts';
import type { PartitionBatch, SegmentHead } from './segment.ts';
import { fileName, locate, shelfOf, type Shelf } from './shelf.ts';

export interface TopicLogOptions {
  readonly folder: string;
  readonly clusterId: string;
  readonly partitions: number;
  readonly segment_bytes: number;
  readonly segment_age_ms: number;
  /** How soon appends of another process are noticed. */
  readonly poll_ms: number;
  readonly now: () => number;
}

export interface Slice {
  readonly records: readonly LogRecord[];
  /** Fingerprint by schema id of the stored batches that the records came from. */
  readonly schemas: ReadonlyMap<number, string>;
  readonly high: number;
}

export interface ReadLimits {
  readonly from: number;
  /** First offset not wanted any more. */
  readonly to: number;
  readonly maxRecords: number;
}

export interface TopicLog {
  /** Appends batches of several partitions in one durable commit; their base offsets. */
  append(batches: readonly PartitionBatch[]): Promise<readonly number[]>;
  ends(): readonly PartitionEnds[];
  /** A reader of one partition; the slice is empty where nothing is there yet. */
  reader(partition: number): (limits: ReadLimits) => Slice;
  /** Resolves when records may have come after the given ends, or on abort. */
  changed(since: number, signal: AbortSignal): Promise<void>;
  /** Removes the oldest segments whose records may all go; how many records went. */
  removeBefore(removal: Removal): Promise<number>;
  /** Number of records ever appended; for `changed`. */
  total(): number;
  close(): Promise<void>;
}

/** Records of one slice stop once their values have this many bytes. */
const slice_bytes_max = 16 * 1024 ** 2;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

const readerOf = (shelf: Shelf, partition: number): ((limits: ReadLimits) => Slice) => {
  /** Kept between calls: a stored batch may hold more records than were asked for. */
  let batch: StoredBatch | null = null;
  const batchAt = (place: SegmentHead, offset: number): StoredBatch => {
    const holds = batch !== null && batch.base <= offset && offset < batch.base + batch.count;
    if (batch !== null && holds) return batch;
    return (batch = shelf.segment(place.number).batchAt(partition, offset));
  };
  return ({ from, to, maxRecords }) => {
    const high = shelf.newest()?.ends[partition] ?? 0;
    const records: LogRecord[] = [];
    const schemas = new Map<number, string>();
    let place = locate(shelf, partition, from);
    let next = Math.max(from, place?.starts[partition] ?? 0);
    const end = Math.min(to, high);
    let bytes = 0;
    while (place !== null && next < end && records.length < maxRecords) {
      if (next >= (place.ends[partition] ?? 0)) place = locate(shelf, partition, next);
      if (place === null || bytes >= slice_bytes_max) break;
      const found = batchAt(place, next);
      for (const [id, fingerprint] of found.schemas) schemas.set(id, fingerprint);
      const room = Math.min(end - next, maxRecords - records.length);
      const part = found.records.slice(next - found.base, next - found.base + room);
      for (const record of part) {
        records.push(record);
        bytes += record.value.length;
      }
      next += part.length;
    }
    return { records, schemas, high };
  };
};

/** Its last record is older than the first of the segment behind it. */
const mayGo = (shelf: Shelf, head: SegmentHead, { before, below }: Removal): boolean =>
  head.sealed &&
  (shelf.head(head.number + 1)?.startedAt ?? Infinity) <= before &&
  head.ends.every(
    (end, partition) => end <= (head.starts[partition] ?? 0) || end <= (below.get(partition) ?? 0),
  );

const removeFrom = async (shelf: Shelf, removal: Removal): Promise<number> => {
  let removed = 0;
  shelf.newest();
  for (;;) {
    const head = shelf.oldest();
    if (head === null || !mayGo(shelf, head, removal)) return removed;
    await shelf.remove(head.number);
    removed += sum(head.ends) - sum(head.starts);
  }
};

export const openTopicLog = (options: TopicLogOptions): TopicLog => {
  const { clusterId, partitions, now } = options;
  const shelf = shelfOf(options.folder);
  const total = (): number => sum(shelf.newest()?.ends ?? []);
  const { ring, changed } = bell(total, options.poll_ms);

  const begin = async (number: number, starts: readonly number[]): Promise<void> => {
    const counts = { starts, ends: starts, bytes: 0, sealed: false };
    const first = { clusterId, number, startedAt: now(), ...counts };
    await shelf.segment(number).begin(first);
  };
  const isDue = (head: SegmentHead): boolean =>
    head.bytes >= options.segment_bytes ||
    (now() - head.startedAt >= options.segment_age_ms && sum(head.ends) > sum(head.starts));

  const firstStarts = (): readonly number[] => {
    const only = shelf.numbers[0] ?? 1;
    if (only === 1) return Array.from({ length: partitions }, () => 0);
    // Where it begins stood in the segments before it, which are gone.
    throw new AppError('LOG_CORRUPT', { segment: fileName(only), offset: 'its head' });
  };

  /** The head of a segment that may be appended to; makes it where there is none. */
  const active = async (): Promise<SegmentHead> => {
    for (;;) {
      const head = shelf.newest();
      if (head === null) await begin(1, firstStarts());
      else if (head.sealed) await begin(head.number + 1, head.ends);
      else if (isDue(head)) await shelf.segment(head.number).seal();
      else return head;
    }
  };

  const append = async (batches: readonly PartitionBatch[]): Promise<readonly number[]> => {
    for (;;) {
      const { number } = await active();
      const after = await shelf
        .segment(number)
        .append(batches)
        .catch(async (thrown: unknown) => {
          // After a failed write LMDB may refuse to go on with the file as it is open.
          await shelf.drop(number);
          throw thrown;
        });
      // Null: another process sealed the segment in between.
      if (after === null) continue;
      ring();
      return batches.map(({ partition, count }) => (after.ends[partition] ?? 0) - count);
    }
  };

  const ends = (): readonly PartitionEnds[] => {
    const oldest = shelf.oldest();
    const newest = shelf.newest();
    return Array.from({ length: partitions }, (_, partition) => ({
      partition,
      low: oldest?.starts[partition] ?? 0,
      high: newest?.ends[partition] ?? 0,
    }));
  };

  const reader = (partition: number): ((limits: ReadLimits) => Slice) => {
    if (partition >= 0 && partition < partitions) return readerOf(shelf, partition);
    throw new AppError('USAGE', { problem: `There is no partition ${partition}.` });
  };
  const removeBefore = async (removal: Removal): Promise<number> => removeFrom(shelf, removal);
  return { append, ends, reader, removeBefore, changed, total, close: shelf.closeAll };
};
