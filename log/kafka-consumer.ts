// A Kafka consumer kept running: connects, joins its group, and starts over when it crashed.

import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { AppError } from '../lib/errors.ts';
import { fingerprintHeader } from './kafka-append.ts';
import type { KafkaClient } from './kafka-client.ts';
import type { LogRecord } from './port.ts';
import { schemaIdOf } from './wire.ts';

export interface ConsumerOptions {
  readonly client: KafkaClient;
  readonly topic: string;
  readonly group: string;
  readonly retry_ms: number;
  readonly session_timeout_ms: number;
  /** How long a fetch waits for records; also how long stopping may take. */
  readonly fetch_wait_ms: number;
  readonly fetch_bytes_per_partition: number;
  readonly eachBatch: (payload: EachBatchPayload) => Promise<void>;
  /** Called within the join, before anything is fetched, with the partitions assigned. */
  readonly onJoin: (consumer: Consumer, partitions: readonly number[]) => void;
  /** The consumer ended by something that starting over cannot mend. */
  readonly onCrash: (fault: AppError) => void;
}

export interface RunningConsumer {
  stop(): Promise<void>;
}

const heartbeat_ms = 3_000;

const recordOf = ({ key, value, offset }: KafkaMessage): LogRecord => ({
  key: key?.toString('utf8') ?? '',
  value: value ?? new Uint8Array(),
  offset: Number(offset),
});

export const recordsOf = (messages: readonly KafkaMessage[]): readonly LogRecord[] =>
  messages.map(recordOf);

/** The schema id of a record, or -1 where its value has none. */
export const schemaIdIn = ({ value }: KafkaMessage): number =>
  value === null ? -1 : schemaIdOf(value);

/** The fingerprint beside a record; null where its writer gave none. */
export const fingerprintIn = ({ headers }: KafkaMessage): string | null => {
  const header = headers?.[fingerprintHeader];
  return header === undefined || Array.isArray(header) ? null : header.toString();
};

/**
 * Awaits some work while heartbeats go out, without which the group would give the partitions
 * away. A rebalance that a heartbeat reports is thrown once the work is done.
 */
export const beating = async <T>(heartbeat: () => Promise<void>, work: Promise<T>): Promise<T> => {
  const faults: Error[] = [];
  const timer = setInterval(() => {
    heartbeat().catch((thrown: Error) => {
      faults.push(thrown);
    });
  }, heartbeat_ms);
  try {
    const result = await work;
    const [fault] = faults;
    if (fault !== undefined) throw fault;
    return result;
  } finally {
    clearInterval(timer);
  }
};

/** Faults of settings or rights, or of a codec that nobody knows: trying again is of no use. */
const permanent: ReadonlySet<string> = new Set([
  'KafkaJSNotImplemented',
  'KafkaJSSASLAuthenticationError',
  'KafkaJSUnsupportedMagicByteInMessageSet',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
]);

const isPermanent = (thrown: unknown): boolean => {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const type: unknown = Reflect.get(error, 'type');
    if (permanent.has(error.name) || (typeof type === 'string' && permanent.has(type))) return true;
  }
  return false;
};

const consumerOf = (options: ConsumerOptions): Consumer =>
  options.client.kafka.consumer({
    groupId: options.group,
    allowAutoTopicCreation: false,
    sessionTimeout: options.session_timeout_ms,
    heartbeatInterval: heartbeat_ms,
    maxWaitTimeInMs: options.fetch_wait_ms,
    maxBytesPerPartition: options.fetch_bytes_per_partition,
    // Fetching is tried without end, as a new member would wait for the old one's session to end.
    // What still crashes is started over by us: kafkajs gives up on faults that pass.
    retry: {
      retries: Number.MAX_SAFE_INTEGER,
      initialRetryTime: 100,
      maxRetryTime: 1_000,
      restartOnFailure: async () => false,
    },
  });

/** Runs a consumer until it crashes or is aborted; resolves with the fault of the crash. */
const runOnce = async (options: ConsumerOptions, signal: AbortSignal): Promise<unknown> => {
  const { client, topic } = options;
  const { partitions } = await client.layout(topic);
  const consumer = consumerOf(options);
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    options.onJoin(consumer, payload.memberAssignment[topic] ?? []);
  });
  const ended = new Promise<unknown>((resolve) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  try {
    await consumer.connect();
    // No offset is ever committed: where to read is known elsewhere, and `eachBatch` seeks there.
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitions,
      eachBatch: (payload) => options.eachBatch(payload),
    });
    return await ended;
  } finally {
    await consumer.disconnect().catch(() => undefined);
  }
};

export const runConsumer = (options: ConsumerOptions): RunningConsumer => {
  const stopped = new AbortController();
  const { signal } = stopped;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const fault = await runOnce(options, signal).catch((thrown: unknown) => thrown);
      if (signal.aborted) return;
      if (isPermanent(fault)) {
        options.onCrash(options.client.faultOf(fault));
        return;
      }
      await pause(options.retry_ms, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = run();
  const stop = async (): Promise<void> => {
    stopped.abort();
    await running;
  };
  return { stop };
};
