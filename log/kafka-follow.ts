// Following a topic on Kafka: the group only assigns partitions, the position comes from us.

import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Consumer, type EachBatchPayload, type KafkaMessage } from 'kafkajs';
import { AppError } from '../lib/errors.ts';
import type { SchemaBook } from './avro.ts';
import { checkStart } from './check-start.ts';
import { introducer } from './introducer.ts';
import { beating, fingerprintIn, recordsOf, runConsumer, schemaIdIn } from './kafka-consumer.ts';
import type { KafkaClient } from './kafka-client.ts';
import type { Follower, FollowOptions } from './port.ts';

export interface KafkaFollowSource {
  readonly client: KafkaClient;
  readonly schemas: SchemaBook | null;
  readonly retry_ms: number;
  readonly session_timeout_ms: number;
}

const fetch_wait_ms = 250;
const fetch_bytes_per_partition = 1024 ** 2;

/** How a partition that was handed over stands. */
interface Position {
  /** The next offset wanted. */
  next: number;
  /** Whether kafkajs reads from there: what it brought before is of no use. */
  isSought: boolean;
}

/** One task after the other per partition: kafkajs may run two batches of one at once. */
const lanes = () => {
  const last = new Map<number, Promise<void>>();
  return async (partition: number, task: () => Promise<void>): Promise<void> => {
    const done = (last.get(partition) ?? Promise.resolve()).then(task);
    last.set(
      partition,
      done.catch(() => undefined),
    );
    return done;
  };
};

/** The partitions that were handed over, from the question where to begin until revoked. */
const assignmentOf = (client: KafkaClient, options: FollowOptions) => {
  const held = new Map<number, Position | null>();
  const take = async (partition: number): Promise<Position> => {
    const known = held.get(partition) ?? null;
    if (known !== null) return known;
    held.set(partition, null);
    const start = await options.startAt(partition);
    const ends = (await client.ends(options.topic))[partition];
    checkStart(start, ends?.high ?? 0, partition);
    // Older records that are kept no more are passed over.
    const position = { next: Math.max(start, ends?.low ?? 0), isSought: false };
    held.set(partition, position);
    return position;
  };
  const revoke = (partition: number): void => {
    if (held.delete(partition)) options.onRevoked(partition);
  };
  return { take, revoke, partitions: () => [...held.keys()] };
};

/** Hands over what a fetch brought, from the position on, in batches as large as wanted. */
const worker = (source: KafkaFollowSource, options: FollowOptions) => {
  const { topic, maxRecords } = options;
  const introduce = introducer(source.schemas);
  const assignment = assignmentOf(source.client, options);

  const deliver = async (partition: number, messages: KafkaMessage[], high: number) => {
    for (const message of messages) await introduce(schemaIdIn(message), fingerprintIn(message));
    const records = recordsOf(messages);
    await options.onBatch({ topic, partition, records, highWatermark: high });
  };

  const work = async (payload: EachBatchPayload, live: Live): Promise<void> => {
    const { batch } = payload;
    const { partition } = batch;
    const heartbeat = (): Promise<void> => payload.heartbeat();
    const position = await beating(heartbeat, assignment.take(partition));
    const isThere = position.isSought || Number(batch.firstOffset()) === position.next;
    position.isSought = true;
    if (!isThere) {
      live.consumer().seek({ topic, partition, offset: String(position.next) });
      return;
    }
    if (Number(batch.lastOffset()) < position.next) {
      // The log went back behind what was read: asked anew, another log is refused.
      assignment.revoke(partition);
      return;
    }
    const wanted = batch.messages.filter(({ offset }) => Number(offset) >= position.next);
    for (let at = 0; at < wanted.length && live.isLive(); at += maxRecords) {
      const part = wanted.slice(at, at + maxRecords);
      await beating(heartbeat, deliver(partition, part, Number(batch.highWatermark)));
      const last = part.at(-1)?.offset ?? '';
      position.next = Number(last) + 1;
      payload.resolveOffset(last);
      await heartbeat();
    }
  };
  return { work, assignment };
};

interface Live {
  /** False once the partition may belong to another member. */
  isLive(): boolean;
  consumer(): Consumer;
}

/** A promise that only ever rejects; whoever does not listen is not brought down by it. */
const failure = () => {
  let reject: (fault: Error) => void = () => undefined;
  const failed = new Promise<never>((_, rejectIt) => {
    reject = rejectIt;
  });
  failed.catch(() => undefined);
  return { failed, fail: (fault: Error) => reject(fault) };
};

export const followKafka = (source: KafkaFollowSource, options: FollowOptions): Follower => {
  const { work, assignment } = worker(source, options);
  const { failed, fail } = failure();
  const inLane = lanes();
  let consumer: Consumer | null = null;
  /** Counts the joins: what was assigned before the last one may belong to another member. */
  let generation = 0;
  let stopped = false;

  const recover = async (partition: number, payload: EachBatchPayload, thrown: unknown) => {
    // A rebalance, or the coordinator is away: kafkajs joins again and we are asked anew.
    if (thrown instanceof kafkajs.KafkaJSError) throw thrown;
    if (thrown instanceof AppError && thrown.retriable) {
      assignment.revoke(partition);
      await beating(() => payload.heartbeat(), pause(source.retry_ms));
      return;
    }
    stopped = true;
    fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
  };
  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { partition } = payload.batch;
    const [mine, joined] = [generation, consumer];
    const isLive = (): boolean =>
      !stopped && mine === generation && payload.isRunning() && !payload.isStale();
    await inLane(partition, async () => {
      if (joined === null || !isLive()) return;
      const live = { isLive, consumer: () => joined };
      await work(payload, live).catch((thrown: unknown) => recover(partition, payload, thrown));
    });
  };

  const running = runConsumer({
    ...source,
    fetch_wait_ms,
    fetch_bytes_per_partition,
    topic: options.topic,
    group: options.group,
    eachBatch,
    onJoin: (joined) => {
      consumer = joined;
      generation += 1;
      // After what is under way, and before anything of the new assignment.
      for (const partition of assignment.partitions())
        void inLane(partition, async () => assignment.revoke(partition));
    },
    onCrash: fail,
  });
  const stop = async (): Promise<void> => {
    stopped = true;
    await running.stop();
  };
  failed.catch(stop);
  return { failed, stop };
};
