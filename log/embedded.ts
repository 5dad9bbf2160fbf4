// The embedded log: durable, on LMDB, in one folder, shared by the processes of one machine.

import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '../lib/errors.ts';
import { silent, type Logger } from '../lib/logger.ts';
import type { SchemaBook } from './avro.ts';
import { followTopic } from './embedded-follow.ts';
import { layouter, type Layout } from './embedded-layout.ts';
import { openMeta, type Meta } from './embedded-meta.ts';
import { groupCommit, type Entry, type GroupCommit, type Outcome } from './group-commit.ts';
import { introducer } from './introducer.ts';
import type { EventLog, Follower, LogHealth, RecordBatch, ScanRange } from './port.ts';
import { openTopicLog, type TopicLog } from './topic-log.ts';

export interface EmbeddedLogOptions {
  readonly folder: string;
  /** Fixed when the folder is first used; later the folder's own number holds. */
  readonly partitions?: number;
  /** For the fingerprints beside the records; null writes and checks none. */
  readonly schemas?: SchemaBook | null;
  readonly logger?: Logger;
  readonly now?: () => number;
  /** A segment is followed by the next at this size or age, whichever is first. */
  readonly segment_bytes?: number;
  readonly segment_age_ms?: number;
  readonly poll_ms?: number;
  readonly retry_ms?: number;
  readonly drain_ms?: number;
}

const defaults = {
  partitions: 12,
  schemas: null,
  logger: silent,
  now: Date.now,
  segment_bytes: 1024 ** 3,
  segment_age_ms: 24 * 3_600_000,
  poll_ms: 25,
  retry_ms: 1_000,
  drain_ms: 10_000,
};
type Settings = Required<EmbeddedLogOptions>;

const commit_bytes_max = 8 * 1024 ** 2;
const commit_records_max = 20_000;
const record_bytes_max = 8 * 1024 ** 2;
/** Free space under which a failed write is taken for a full disk. */
const spare_bytes = 1024 ** 2;

/** Topic names become folder names. */
const folderOf = (root: string, topic: string): string => {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,248}$/.test(topic)) return join(root, topic);
  throw new AppError('USAGE', { problem: `"${topic}" is no name for a topic.` });
};

/** LMDB reports a write that was cut short as EIO, so the room left decides. */
const isFull = async (thrown: unknown, folder: string): Promise<boolean> => {
  const code: unknown = thrown instanceof Error ? Reflect.get(thrown, 'code') : undefined;
  const [EIO, ENOSPC, EDQUOT, MDB_MAP_FULL] = [5, 28, 122, -30_792];
  if (code === ENOSPC || code === EDQUOT || code === MDB_MAP_FULL) return true;
  return code === EIO && (await freeBytes(folder)) < spare_bytes + commit_bytes_max;
};

const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** One topic opened: what is stored, and the lane of appends to it. */
interface Topic {
  readonly stored: TopicLog;
  readonly lane: GroupCommit;
}

const openTopic = (settings: Settings, meta: Meta, topic: string): Topic => {
  const { logger, now, schemas, retry_ms, drain_ms } = settings;
  const folder = folderOf(settings.folder, topic);
  const { clusterId, partitions } = meta;
  const stored = openTopicLog({ ...settings, folder, clusterId, partitions });
  const fingerprintOf = (id: number): string | null => schemas?.fingerprintOf(id) ?? null;
  const layout = layouter({ partitions, fingerprintOf, now });

  const store = async ({ batches, places }: Layout): Promise<readonly Outcome[]> => {
    const bases = await stored.append(batches);
    const base = new Map(batches.map(({ partition }, i) => [partition, bases[i] ?? 0]));
    return places.map(({ partition, index }) => ({
      partition,
      offset: (base.get(partition) ?? 0) + index,
    }));
  };
  const prepare = (entries: readonly Entry[]) => {
    const laidOut = layout(entries);
    let full = false;
    return async () => {
      try {
        // LMDB complains aloud about each write that fails, so none is tried without room.
        if (full && (await freeBytes(folder)) < spare_bytes)
          throw new AppError('LOG_FULL', { folder });
        return await store(laidOut);
      } catch (thrown) {
        full = thrown instanceof AppError ? full : await isFull(thrown, folder);
        throw full ? new AppError('LOG_FULL', { folder }, thrown) : thrown;
      }
    };
  };
  const lane = groupCommit({
    prepare,
    faultOf: (thrown) =>
      thrown instanceof AppError
        ? thrown
        : new AppError('LOG_UNAVAILABLE', { reason: messageOf(thrown) }, thrown),
    logger,
    commit_bytes_max,
    commit_records_max,
    record_bytes_max,
    retry_ms,
    drain_ms,
  });
  return { stored, lane };
};

/** The worst of several healths, and all that is pending. */
const together = (healths: readonly LogHealth[]): LogHealth => ({
  ok: healths.every(({ ok }) => ok),
  reason: healths.find(({ ok }) => !ok)?.reason ?? '',
  pending: healths.reduce((all, { pending }) => all + pending, 0),
});

async function* scanTopic(stored: TopicLog, schemas: SchemaBook | null, range: ScanRange) {
  const { topic, partition, to, maxRecords } = range;
  const introduce = introducer(schemas);
  const read = stored.reader(partition);
  for (let from = range.from; from < to;) {
    const { records, schemas: written, high } = read({ from, to, maxRecords });
    const last = records.at(-1);
    if (last === undefined) return;
    for (const [id, fingerprint] of written) await introduce(id, fingerprint);
    const batch: RecordBatch = { topic, partition, records, highWatermark: high };
    yield batch;
    from = last.offset + 1;
  }
}

/**
 * Opens the log in a folder, making it where there is none. Several processes may append to and
 * read from the same folder; a full disk is waited for, see `health`.
 */
export const openEmbeddedLog = async (options: EmbeddedLogOptions): Promise<EventLog> => {
  const settings: Settings = { ...defaults, ...options };
  const meta = await openMeta(settings);
  const topics = new Map<string, Topic>();
  const topicOf = (topic: string): Topic => {
    const found = topics.get(topic) ?? openTopic(settings, meta, topic);
    topics.set(topic, found);
    return found;
  };
  const { schemas, retry_ms } = settings;
  const { clusterId, partitions } = meta;
  const all = (): Topic[] => [...topics.values()];
  const followers = new Set<Follower>();
  return {
    engine: 'embedded',
    append: async (topic, records) => topicOf(topic).lane.append(topic, records),
    follow: async (follow) => {
      const source = { topicLog: topicOf(follow.topic).stored, partitions, schemas, retry_ms };
      const follower = followTopic(source, follow);
      followers.add(follower);
      return follower;
    },
    scan: (range) => scanTopic(topicOf(range.topic).stored, schemas, range),
    ends: async (topic) => topicOf(topic).stored.ends(),
    identity: async (topic) => ({ clusterId, topic, partitions }),
    removeBefore: async (topic, removal) => topicOf(topic).stored.removeBefore(removal),
    expiry_ms: async () => null,
    health: () => together(all().map(({ lane }) => lane.health())),
    close: async () => {
      await Promise.all(all().map(({ lane }) => lane.close()));
      await Promise.all([...followers].map((follower) => follower.stop()));
      await Promise.all(all().map(({ stored }) => stored.close()));
    },
  };
};
