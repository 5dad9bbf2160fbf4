// Bounded reads of Kafka: one throwaway group per topic, its partitions paused until asked for.

import { randomUUID } from 'node:crypto';
import kafkajs, { type Consumer, type EachBatchPayload, type KafkaMessage } from 'kafkajs';
import type { SchemaBook } from './avro.ts';
import { introducer } from './introducer.ts';
import { beating, fingerprintIn, recordsOf, runConsumer, schemaIdIn } from './kafka-consumer.ts';
import type { KafkaClient } from './kafka-client.ts';
import type { RecordBatch, ScanRange } from './port.ts';
import { rendezvous, type Rendezvous } from './rendezvous.ts';

export interface ScannerOptions {
  readonly client: KafkaClient;
  readonly topic: string;
  readonly schemas: SchemaBook | null;
  readonly retry_ms: number;
  readonly session_timeout_ms: number;
}

export interface Scanner {
  read(range: ScanRange): AsyncIterable<RecordBatch>;
  /** Leaves the group and deletes it. */
  close(): Promise<void>;
}

/** Short waits, as nothing is waited for; larger portions, as few partitions are read at once. */
const fetching = { fetch_wait_ms: 50, fetch_bytes_per_partition: 4 * 1024 ** 2 };

/** One read of one partition. */
interface Request {
  /** The next offset wanted. */
  next: number;
  readonly end: number;
  readonly maxRecords: number;
  readonly out: Rendezvous<RecordBatch>;
  /** Whether kafkajs reads from `next`: what it brought before is of no use. */
  isSought: boolean;
}

/** The reads under way, and the consumer that serves them. */
const serviceOf = (options: ScannerOptions) => {
  const { client, topic } = options;
  const introduce = introducer(options.schemas);
  const requests = new Map<number, Request>();
  let consumer: Consumer | null = null;

  /** kafkajs refuses while it is between two groups; what is wanted is told again at the join. */
  const tell = (act: (joined: Consumer) => void): void => {
    try {
      if (consumer !== null) act(consumer);
    } catch (thrown) {
      if (!(thrown instanceof kafkajs.KafkaJSNonRetriableError)) throw thrown;
    }
  };
  const point = (partition: number, request: Request): void =>
    tell((joined) => {
      joined.seek({ topic, partition, offset: String(request.next) });
      joined.resume([{ topic, partitions: [partition] }]);
      request.isSought = true;
    });
  const rest = (partition: number): void =>
    tell((joined) => joined.pause([{ topic, partitions: [partition] }]));

  const deliver = async (request: Request, batch: EachBatchPayload['batch']): Promise<void> => {
    const { partition } = batch;
    const isWanted = ({ offset }: KafkaMessage): boolean =>
      Number(offset) >= request.next && Number(offset) < request.end;
    const wanted = batch.messages.filter(isWanted);
    for (const message of wanted) await introduce(schemaIdIn(message), fingerprintIn(message));
    const highWatermark = Number(batch.highWatermark);
    for (let at = 0; at < wanted.length; at += request.maxRecords) {
      const records = recordsOf(wanted.slice(at, at + request.maxRecords));
      const more = await request.out.offer({ topic, partition, records, highWatermark });
      if (!more) return;
    }
    request.next = Number(batch.lastOffset()) + 1;
    if (request.next >= request.end) request.out.end();
  };
  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    const request = requests.get(batch.partition);
    if (payload.isStale()) return;
    if (request === undefined) return rest(batch.partition);
    if (!request.isSought) return point(batch.partition, request);
    const done = deliver(request, batch).catch((thrown: unknown) => {
      request.out.end(client.faultOf(thrown));
    });
    await beating(() => payload.heartbeat(), done);
    payload.resolveOffset(batch.lastOffset());
  };
  const onJoin = (joined: Consumer, partitions: readonly number[]): void => {
    consumer = joined;
    for (const partition of partitions) {
      const request = requests.get(partition);
      if (request === undefined) rest(partition);
      else point(partition, request);
    }
  };
  const begin = (partition: number, request: Request): void => {
    requests.set(partition, request);
    point(partition, request);
  };
  const finish = (partition: number): void => {
    requests.get(partition)?.out.leave();
    requests.delete(partition);
    rest(partition);
  };
  const endAll = (fault?: Error): void => {
    for (const { out } of requests.values()) out.end(fault);
  };
  return { eachBatch, onJoin, begin, finish, endAll };
};

/** Reads of one partition take turns: kafkajs has one position in it. */
const turnsOf = () => {
  const last = new Map<number, Promise<void>>();
  return async (partition: number): Promise<() => void> => {
    const before = last.get(partition) ?? Promise.resolve();
    let done: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => {
      done = resolve;
    });
    last.set(
      partition,
      before.then(() => mine),
    );
    await before;
    return done;
  };
};

export const openScanner = (options: ScannerOptions): Scanner => {
  const { client, topic } = options;
  const group = `laddbok.scan.${randomUUID()}`;
  const service = serviceOf(options);
  const turn = turnsOf();
  let crashed: Error | null = null;
  const { eachBatch, onJoin } = service;
  const onCrash = (fault: Error): void => {
    crashed = fault;
    service.endAll(fault);
  };
  const running = runConsumer({ ...options, ...fetching, group, eachBatch, onJoin, onCrash });

  async function* read({ partition, from, to, maxRecords }: ScanRange) {
    const ends = (await client.ends(topic))[partition];
    const next = Math.max(from, ends?.low ?? 0);
    const end = Math.min(to, ends?.high ?? 0);
    if (next >= end) return;
    const done = await turn(partition);
    const out = rendezvous<RecordBatch>();
    try {
      if (crashed !== null) throw crashed;
      service.begin(partition, { next, end, maxRecords, out, isSought: false });
      for (let batch = await out.take(); batch !== null; batch = await out.take()) yield batch;
    } finally {
      service.finish(partition);
      done();
    }
  }
  const close = async (): Promise<void> => {
    service.endAll();
    await running.stop();
    await client.deleteGroup(group).catch(() => undefined);
  };
  return { read, close };
};
