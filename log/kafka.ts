// The log on Kafka, through kafkajs: what the port promises, on a broker that others may share.

import { AppError } from '../lib/errors.ts';
import { silent, type Logger } from '../lib/logger.ts';
import type { SchemaBook } from './avro.ts';
import { groupCommit } from './group-commit.ts';
import { kafkaAppender } from './kafka-append.ts';
import { openKafkaClient, type KafkaConnection } from './kafka-client.ts';
import { followKafka } from './kafka-follow.ts';
import { openScanner, type Scanner } from './kafka-scan.ts';
import type { EventLog, Follower, ScanRange } from './port.ts';

export interface KafkaLogOptions extends KafkaConnection {
  /** For the fingerprints in the record headers; null writes and checks none. */
  readonly schemas?: SchemaBook | null;
  readonly logger?: Logger;
  readonly retry_ms?: number;
  readonly drain_ms?: number;
  /**
   * A member of a group that is silent for this long is taken for dead, and others get its
   * partitions. After an outage of the whole cluster, following goes on only after that.
   */
  readonly session_timeout_ms?: number;
  /** How long the group for bounded reads is kept after the last one. */
  readonly scan_idle_ms?: number;
}

const commit_bytes_max = 4 * 1024 ** 2;
const commit_records_max = 10_000;
const record_bytes_max = 8 * 1024 ** 2;

/** Scanners by topic, each closed when it was not used for a while. */
const scannersOf = (open: (topic: string) => Scanner, idle_ms: number) => {
  const scanners = new Map<
    string,
    { scanner: Scanner; users: number; timer: NodeJS.Timeout | null }
  >();
  const get = (topic: string) => {
    const known = scanners.get(topic) ?? { scanner: open(topic), users: 0, timer: null };
    scanners.set(topic, known);
    return known;
  };
  async function* read(range: ScanRange) {
    const entry = get(range.topic);
    entry.users += 1;
    if (entry.timer !== null) clearTimeout(entry.timer);
    try {
      yield* entry.scanner.read(range);
    } finally {
      entry.users -= 1;
      if (entry.users === 0)
        entry.timer = setTimeout(() => void drop(range.topic), idle_ms).unref();
    }
  }
  const drop = async (topic: string): Promise<void> => {
    const entry = scanners.get(topic);
    scanners.delete(topic);
    if (entry?.timer) clearTimeout(entry.timer);
    await entry?.scanner.close();
  };
  const close = async (): Promise<void> => {
    await Promise.all([...scanners.keys()].map(drop));
  };
  return { read, close };
};

/**
 * Opens the log on Kafka. Resolves at once, whether Kafka answers or not: appends wait for it, see
 * `health`. Topics that are missing are made when first used.
 */
export const openKafkaLog = async (options: KafkaLogOptions): Promise<EventLog> => {
  const { schemas = null, logger = silent, retry_ms = 1_000 } = options;
  const { drain_ms = 10_000, scan_idle_ms = 30_000, session_timeout_ms = 45_000 } = options;
  const client = openKafkaClient(options);
  const appender = kafkaAppender(client, schemas);
  const lane = groupCommit({
    prepare: appender.prepare,
    faultOf: client.faultOf,
    logger,
    commit_bytes_max,
    commit_records_max,
    record_bytes_max,
    retry_ms,
    drain_ms,
  });
  const followers = new Set<Follower>();
  const scanners = scannersOf(
    (topic) => openScanner({ client, topic, schemas, retry_ms, session_timeout_ms }),
    scan_idle_ms,
  );
  return {
    engine: 'kafka',
    append: lane.append,
    follow: async (follow) => {
      const follower = followKafka({ client, schemas, retry_ms, session_timeout_ms }, follow);
      followers.add(follower);
      return follower;
    },
    scan: scanners.read,
    ends: client.ends,
    removeBefore: client.removeBefore,
    expiry_ms: client.expiry_ms,
    identity: async (topic) => {
      const { partitions } = await client.layout(topic);
      const clusterId = await client.clusterId();
      if (clusterId !== '') return { clusterId, topic, partitions };
      throw new AppError('LOG_UNAVAILABLE', { reason: 'Kafka tells no cluster id' });
    },
    health: lane.health,
    close: async () => {
      await lane.close();
      await Promise.all([...followers].map((follower) => follower.stop()));
      await scanners.close();
      await appender.close();
      await client.close();
    },
  };
};
