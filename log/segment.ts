// One segment of the embedded log: an LMDB file with the batches of all partitions of a topic.

import { open, type RootDatabase } from 'lmdb';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError, messageOf } from '../lib/errors.ts';
import { slab } from './slab.ts';
import { readBatch, sealBatch, type StoredBatch } from './batch-layout.ts';

/** What a segment knows of itself; written in the same transaction as the batches it counts. */
export interface SegmentHead {
  readonly clusterId: string;
  readonly number: number;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** Per partition: offset of the first record here, and of the one after the last. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Disk space that the batches take, about. */
  readonly bytes: number;
  /** True once appending goes on in the next segment. */
  readonly sealed: boolean;
}

/** The batch of one partition, written except for its base offset. */
export interface PartitionBatch {
  readonly partition: number;
  readonly count: number;
  readonly bytes: Buffer;
  /** Checksum of what comes after the head of the batch. */
  readonly bodyCrc: number;
}

/** Address space, not disk: the file is as large as what was written. The same in every process. */
const map_bytes = 64 * 1024 ** 3;
const page_bytes = 4096;
/** Sorts after every partition. */
const headKey = Buffer.from([0xff, 0xff]);

/** Key of a batch: partition as uint16, base offset as uint48, big-endian so that LMDB sorts it. */
const keyOf = (partition: number, base: number): Buffer => {
  const key = Buffer.allocUnsafe(8);
  key.writeUInt16BE(partition);
  key.writeUIntBE(base, 2, 6);
  return key;
};

/** LMDB with a commit that resolves after the fsync, and no promise that nobody waits for. */
export const openEnvironment = (file: string): RootDatabase<Buffer, Uint8Array> =>
  open<Buffer, Uint8Array>({
    path: file,
    noSubdir: true,
    encoding: 'binary',
    keyEncoding: 'binary',
    overlappingSync: false,
    eventTurnBatching: false,
    mapSize: map_bytes,
    maxReaders: 512,
  } as Parameters<typeof open>[0]);

/** A new file survives a power cut only once its folder is on disk too. */
export const syncFolder = (folder: string): void => {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
};

/** The fault behind a failed commit: LMDB's own error comes in a second promise. */
const causeOf = async (thrown: unknown): Promise<unknown> => {
  const behind = thrown instanceof Error ? (Reflect.get(thrown, 'commitError') as unknown) : null;
  if (!(behind instanceof Promise)) return thrown;
  return behind.then(
    () => thrown,
    (cause: unknown) => cause,
  );
};

const transact = async <T>(db: RootDatabase<Buffer, Uint8Array>, act: () => T): Promise<T> => {
  try {
    return await db.transaction(act);
  } catch (thrown) {
    throw await causeOf(thrown);
  }
};

const parseHead = (bytes: Buffer | undefined, file: string): SegmentHead | null => {
  if (bytes === undefined) return null;
  try {
    return JSON.parse(bytes.toString('utf8')) as SegmentHead;
  } catch (thrown) {
    const values = { segment: file, offset: `its head (${messageOf(thrown)})` };
    throw new AppError('LOG_CORRUPT', values, thrown);
  }
};

const headBytes = (head: SegmentHead): Buffer => Buffer.from(JSON.stringify(head), 'utf8');

const pagesOf = (bytes: number): number => Math.ceil((bytes + 16) / page_bytes) * page_bytes;

export interface Segment {
  readonly file: string;
  /** As committed last by any process; null while whoever made the file has not begun it. */
  head(): SegmentHead | null;
  /** Writes the first head, unless another process was faster. */
  begin(head: SegmentHead): Promise<void>;
  /** Appends durably; null, and nothing appended, when the segment is sealed. */
  append(batches: readonly PartitionBatch[]): Promise<SegmentHead | null>;
  /** Seals the segment for every process. */
  seal(): Promise<void>;
  /** The batch with an offset that the head counts; LOG_CORRUPT where it is missing or damaged. */
  batchAt(partition: number, offset: number): StoredBatch;
  close(): Promise<void>;
}

export const openSegment = (file: string): Segment => {
  const db = openEnvironment(file);
  const corrupt = (offset: number, cause?: unknown): AppError =>
    new AppError('LOG_CORRUPT', { segment: file, offset }, cause);

  const head = (): SegmentHead | null => {
    // Without this a snapshot of this event-loop turn would be read again.
    db.resetReadTxn();
    return parseHead(db.getBinary(headKey), file);
  };

  const append = async (batches: readonly PartitionBatch[]): Promise<SegmentHead | null> =>
    transact(db, () => {
      const before = parseHead(db.getBinary(headKey), file);
      if (before === null || before.sealed) return null;
      const ends = [...before.ends];
      let { bytes } = before;
      for (const batch of batches) {
        const base = ends[batch.partition] ?? 0;
        sealBatch(batch.bytes, base, batch.bodyCrc);
        void db.put(keyOf(batch.partition, base), batch.bytes);
        ends[batch.partition] = base + batch.count;
        bytes += pagesOf(batch.bytes.length);
      }
      // Last: if a put failed, no head points at the batches written before it.
      void db.put(headKey, headBytes({ ...before, ends, bytes }));
      return { ...before, ends, bytes };
    });

  const begin = async (first: SegmentHead): Promise<void> => {
    await transact(db, () => {
      if (db.getBinary(headKey) === undefined) void db.put(headKey, headBytes(first));
    });
    syncFolder(dirname(file));
  };

  const seal = async (): Promise<void> =>
    transact(db, () => {
      const before = parseHead(db.getBinary(headKey), file);
      if (before !== null) void db.put(headKey, headBytes({ ...before, sealed: true }));
    });

  /** The base offset of the last batch that begins at or before an offset. */
  const baseBefore = (partition: number, offset: number): number | null => {
    const range = { start: keyOf(partition, offset), end: keyOf(partition, 0), reverse: true };
    for (const key of db.getKeys({ ...range, limit: 1, inclusiveEnd: true }))
      return Buffer.from(key).readUIntBE(2, 6);
    return null;
  };

  const keep = slab();
  /** The bytes under a key, copied: LMDB's own are written again by the next read. */
  const bytesAt = (key: Buffer): Buffer | undefined => {
    const fleeting = db.getBinaryFast(key);
    return fleeting === undefined ? undefined : keep(fleeting, fleeting.length);
  };
  /** Bytes under a base offset, or under the last one before it. */
  const find = (partition: number, offset: number): { base: number; bytes: Buffer } | null => {
    // Reading on, the next batch begins right where the last one ended.
    const exact = bytesAt(keyOf(partition, offset));
    if (exact !== undefined) return { base: offset, bytes: exact };
    const base = baseBefore(partition, offset);
    const bytes = base === null ? undefined : bytesAt(keyOf(partition, base));
    return base === null || bytes === undefined ? null : { base, bytes };
  };

  const batchAt = (partition: number, offset: number): StoredBatch => {
    let base = offset;
    try {
      const found = find(partition, offset);
      base = found?.base ?? offset;
      const batch = found === null ? null : readBatch(found.bytes, base);
      if (batch !== null && offset < base + batch.count) return batch;
    } catch (thrown) {
      // LMDB's own pages are damaged, or lengths inside the batch point outside of it.
      throw corrupt(base, thrown);
    }
    throw corrupt(base);
  };

  return { file, head, begin, append, seal, batchAt, close: () => db.close() };
};
