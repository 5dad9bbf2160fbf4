// Appending to Kafka: one idempotent producer, one commit at a time, tried until it is done.

import kafkajs, { type Message, type Producer, type RecordMetadata } from 'kafkajs';
import { AppError } from '../lib/errors.ts';
import { partitionOf } from '../lib/hash.ts';
import type { SchemaBook } from './avro.ts';
import type { Entry, Outcome } from './group-commit.ts';
import type { KafkaClient } from './kafka-client.ts';
import { schemaIdOf } from './wire.ts';

/** Record header with the fingerprint of the writer's schema, as hexadecimal text. */
export const fingerprintHeader = 'avro-fp';

/** Records of one partition that are still to be sent, in order. */
interface Parcel {
  readonly topic: string;
  readonly partition: number;
  readonly messages: Message[];
  /** Index of each message among the entries of the commit. */
  readonly indexes: number[];
  sent: number;
  /** Records sent at once; halved when the broker finds a batch too large. */
  step: number;
}

/** The producer is of no use any more; a new one starts over with a new id. */
const fatalTypes: ReadonlySet<unknown> = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'PRODUCER_FENCED',
]);

const tooLargeTypes: ReadonlySet<unknown> = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

/** The broker's error type, which kafkajs may wrap several times. */
const brokerErrorOf = (thrown: unknown): unknown => {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const type: unknown = Reflect.get(error, 'type');
    if (type !== undefined) return type;
  }
  return undefined;
};

/** A producer that is made when needed and made anew after a fatal error. */
const producerOf = ({ kafka }: KafkaClient) => {
  let producer: Promise<Producer> | null = null;
  const connect = async (): Promise<Producer> => {
    const made = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      // Few tries within one call, so that a fault is told soon. The same records are sent again
      // by us, with the same sequence numbers, so that the broker recognises what it has.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4 },
    });
    await made.connect();
    return made;
  };
  const drop = async (): Promise<void> => {
    const open = await producer?.catch(() => null);
    producer = null;
    await open?.disconnect().catch(() => undefined);
  };
  const get = async (): Promise<Producer> => {
    producer ??= connect();
    return producer.catch((thrown: unknown) => {
      producer = null;
      throw thrown;
    });
  };
  return { get, drop };
};

const bytesOf = (value: Uint8Array): Buffer =>
  Buffer.from(value.buffer, value.byteOffset, value.length);

const messageOf = ({ record }: Entry, partition: number, schemas: SchemaBook | null): Message => {
  const value = bytesOf(record.value);
  const id = schemaIdOf(value);
  const fingerprint = id < 0 ? null : (schemas?.fingerprintOf(id) ?? null);
  const headers = fingerprint === null ? {} : { headers: { [fingerprintHeader]: fingerprint } };
  return { key: record.key, value, partition, ...headers };
};

/** What is to be sent next to each leader: one request, all of whose partitions it leads. */
const groupByLeader = async (
  client: KafkaClient,
  parcels: readonly Parcel[],
): Promise<readonly (readonly Parcel[])[]> => {
  const groups = new Map<number, Parcel[]>();
  for (const parcel of parcels) {
    const { leaders } = await client.layout(parcel.topic);
    const leader = leaders.get(parcel.partition) ?? -1;
    groups.set(leader, [...(groups.get(leader) ?? []), parcel]);
  }
  return [...groups.values()];
};

const nextOf = ({ topic, messages, sent, step }: Parcel) => ({
  topic,
  messages: messages.slice(sent, sent + step),
});

/** Notes where the records of a parcel went, and moves it on. */
const settle = (parcel: Parcel, metadata: RecordMetadata, outcomes: Outcome[]): void => {
  const { partition, indexes } = parcel;
  const end = Math.min(parcel.sent + parcel.step, indexes.length);
  const base = Number(metadata.baseOffset);
  for (let i = parcel.sent; i < end; i++)
    outcomes[indexes[i] ?? 0] = { partition, offset: base + i - parcel.sent };
  parcel.sent = end;
};

/** Sends smaller parts of each parcel, or gives up the single record that is too large. */
const shrink = (parcels: readonly Parcel[], outcomes: Outcome[]): void => {
  const largest = Math.max(...parcels.map((each) => nextOf(each).messages.length));
  for (const parcel of parcels) {
    parcel.step = Math.max(1, Math.ceil(Math.min(parcel.step, parcel.messages.length) / 2));
    if (largest > 1 || parcels.length > 1) continue;
    const message = parcel.messages[parcel.sent];
    const [bytes, key] = [message?.value?.length ?? 0, String(message?.key).slice(0, 200)];
    const values = { bytes, key, limit: 'max.message.bytes of the topic' };
    outcomes[parcel.indexes[parcel.sent] ?? 0] = new AppError('RECORD_TOO_LARGE', values);
    parcel.sent += 1;
  }
};

export interface Appender {
  readonly prepare: (entries: readonly Entry[]) => () => Promise<readonly Outcome[]>;
  readonly close: () => Promise<void>;
}

export const kafkaAppender = (client: KafkaClient, schemas: SchemaBook | null): Appender => {
  const producer = producerOf(client);

  const parcelsOf = async (entries: readonly Entry[]): Promise<readonly Parcel[]> => {
    const parcels = new Map<string, Parcel>();
    for (const [index, entry] of entries.entries()) {
      const { topic, record } = entry;
      const { partitions } = await client.layout(topic);
      const partition = partitionOf(record.key, partitions);
      const place = `${topic}/${partition}`;
      const none = { messages: [], indexes: [], sent: 0, step: entries.length };
      const parcel = parcels.get(place) ?? { topic, partition, ...none };
      parcels.set(place, parcel);
      parcel.messages.push(messageOf(entry, partition, schemas));
      parcel.indexes.push(index);
    }
    return [...parcels.values()];
  };

  /** Throws when nothing of the group is known to be stored; then the same is sent again. */
  const send = async (group: readonly Parcel[], outcomes: Outcome[]): Promise<void> => {
    const open = await producer.get();
    const topicMessages = group.map(nextOf);
    const compression = kafkajs.CompressionTypes.GZIP;
    const answers = await open.sendBatch({ acks: -1, compression, topicMessages });
    // A partition whose leader moved while we sent has no answer: it is sent again.
    for (const answer of answers) {
      const isOf = (each: Parcel): boolean =>
        each.topic === answer.topicName && each.partition === answer.partition;
      const parcel = group.find(isOf);
      if (parcel !== undefined) settle(parcel, answer, outcomes);
    }
  };

  /** One after the other when a batch is too large, so that the culprit is found. */
  const sendSome = async (group: readonly Parcel[], outcomes: Outcome[]): Promise<void> => {
    try {
      await send(group, outcomes);
    } catch (thrown) {
      const type = brokerErrorOf(thrown);
      if (fatalTypes.has(type)) await producer.drop();
      if (!tooLargeTypes.has(type)) throw thrown;
      if (group.length === 1) shrink(group, outcomes);
      else for (const parcel of group) await sendSome([parcel], outcomes);
    }
  };

  const prepare = (entries: readonly Entry[]) => {
    const outcomes: Outcome[] = [];
    let parcels: readonly Parcel[] | null = null;
    return async (): Promise<readonly Outcome[]> => {
      parcels ??= await parcelsOf(entries);
      for (;;) {
        const left = parcels.filter(({ sent, messages }) => sent < messages.length);
        if (left.length === 0) return outcomes;
        const groups = await groupByLeader(client, left);
        const sent = await Promise.allSettled(groups.map((group) => sendSome(group, outcomes)));
        const failure = sent.find((each) => each.status === 'rejected');
        if (failure === undefined) continue;
        client.forget();
        throw failure.reason;
      }
    };
  };
  return { prepare, close: producer.drop };
};
