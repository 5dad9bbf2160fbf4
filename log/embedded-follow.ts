// Following an embedded log: one loop per partition, one batch at a time.

import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../lib/errors.ts';
import type { SchemaBook } from './avro.ts';
import { checkStart } from './check-start.ts';
import { introducer } from './introducer.ts';
import type { Follower, FollowOptions, RecordBatch } from './port.ts';
import type { TopicLog } from './topic-log.ts';

export interface FollowSource {
  readonly topicLog: TopicLog;
  readonly partitions: number;
  readonly schemas: SchemaBook | null;
  /** Before a partition is handed over again after a passing fault. */
  readonly retry_ms: number;
}

const isPassing = (thrown: unknown): boolean => thrown instanceof AppError && thrown.retriable;

/** Follows every partition of a topic until stopped. */
export const followTopic = (source: FollowSource, options: FollowOptions): Follower => {
  const { topicLog, partitions } = source;
  const introduce = introducer(source.schemas);
  const stopped = new AbortController();
  const { signal } = stopped;
  // Each partition waits on it.
  setMaxListeners(0, signal);

  /** From an assignment until it is stopped, or until something throws. */
  const run = async (partition: number): Promise<void> => {
    const read = topicLog.reader(partition);
    let from = await options.startAt(partition);
    checkStart(from, topicLog.ends()[partition]?.high ?? 0, partition);
    while (!signal.aborted) {
      const since = topicLog.total();
      const limits = { from, to: Number.MAX_SAFE_INTEGER, maxRecords: options.maxRecords };
      const { records, schemas, high } = read(limits);
      const last = records.at(-1);
      if (last === undefined) {
        await topicLog.changed(since, signal);
        continue;
      }
      const { topic } = options;
      const batch: RecordBatch = { topic, partition, records, highWatermark: high };
      for (const [id, fingerprint] of schemas) await introduce(id, fingerprint);
      await options.onBatch(batch);
      from = last.offset + 1;
    }
  };

  const loop = async (partition: number): Promise<void> => {
    while (!signal.aborted) {
      try {
        await run(partition);
      } catch (thrown) {
        if (!isPassing(thrown)) throw thrown;
        options.onRevoked(partition);
        await pause(source.retry_ms, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  const loops = Array.from({ length: partitions }, (_, partition) => loop(partition));
  const failed = new Promise<never>((_, reject) => {
    for (const each of loops)
      each.catch((thrown: unknown) => {
        stopped.abort();
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      });
  });
  // Whoever does not listen must not be brought down by it.
  failed.catch(() => undefined);
  return {
    failed,
    stop: async () => {
      stopped.abort();
      await Promise.allSettled(loops);
    },
  };
};
