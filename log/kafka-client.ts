// The connection to Kafka: settings, topics and their leaders, what went wrong last.

import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Admin, type ITopicMetadata, type Kafka, type KafkaConfig } from 'kafkajs';
import { AppError, messageOf } from '../lib/errors.ts';
import { registerCodecs } from './kafka-codecs.ts';
import { expiryOf_ms, removeOldRecords } from './kafka-expiry.ts';
import type { PartitionEnds, Removal } from './port.ts';

export interface KafkaConnection {
  readonly brokers: readonly string[];
  readonly clientId?: string;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
  /** Of topics that are made by us; others keep what they have. */
  readonly partitions?: number;
  readonly replicationFactor?: number;
}

export interface TopicLayout {
  readonly partitions: number;
  /** Broker that leads each partition. */
  readonly leaders: ReadonlyMap<number, number>;
}

export interface KafkaClient {
  readonly kafka: Kafka;
  /** Partitions and leaders; makes the topic where it is missing. Kept until `forget`. */
  readonly layout: (topic: string) => Promise<TopicLayout>;
  /** Leaders may have moved. */
  readonly forget: () => void;
  readonly ends: (topic: string) => Promise<readonly PartitionEnds[]>;
  readonly removeBefore: (topic: string, removal: Removal) => Promise<number>;
  readonly expiry_ms: (topic: string) => Promise<number | null>;
  readonly clusterId: () => Promise<string>;
  readonly deleteGroup: (group: string) => Promise<void>;
  /** A fault of Kafka's, with what the client complained of last. */
  readonly faultOf: (thrown: unknown) => AppError;
  readonly close: () => Promise<void>;
}

/** Large enough for the largest record that a log takes. */
const batch_bytes_max = 16 * 1024 ** 2;
const request_timeout_ms = 30_000;
const connection_timeout_ms = 5_000;
const ask_attempts = 20;
const ask_pause_ms = 100;

/** kafkajs sets a timer in the past when nothing is throttled; newer Node says so, to no use. */
const silenceNegativeTimeouts = (): void => {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    const [kind] = rest;
    const name = typeof kind === 'object' && kind !== null ? Reflect.get(kind, 'type') : kind;
    if (name === 'TimeoutNegativeWarning') return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
};
let isPrepared = false;
const prepareOnce = (): void => {
  if (isPrepared) return;
  isPrepared = true;
  registerCodecs();
  silenceNegativeTimeouts();
};

type Ask = <T>(question: (admin: Admin) => Promise<T>) => Promise<T>;

/** An admin connection that is made anew after a failure. */
const adminOf = (kafka: Kafka) => {
  let admin: Promise<Admin> | null = null;
  const connect = async (): Promise<Admin> => {
    const made = kafka.admin();
    await made.connect();
    return made;
  };
  const close = async (): Promise<void> => {
    const open = await admin?.catch(() => null);
    admin = null;
    await open?.disconnect().catch(() => undefined);
  };
  const ask: Ask = async (question) => {
    for (let attempt = 1; ; attempt++) {
      admin ??= connect();
      try {
        return await question(await admin);
      } catch (thrown) {
        const isAnswer = thrown instanceof kafkajs.KafkaJSProtocolError;
        if (!isAnswer) await close();
        // A leader not yet elected and the like: kafkajs does not try that again by itself.
        if (!isAnswer || !thrown.retriable || attempt === ask_attempts) throw thrown;
        await pause(ask_pause_ms);
      }
    }
  };
  return { ask, close };
};

const typeOf = (thrown: unknown): unknown =>
  thrown instanceof Error ? Reflect.get(thrown, 'type') : undefined;

/** The layouts of topics; a topic that is missing is made. */
const layoutsOf = (
  asked: Ask,
  { partitions, replicationFactor }: { partitions: number; replicationFactor: number },
) => {
  const create = async (admin: Admin, topic: string): Promise<void> => {
    // A ledger forgets nothing by itself: the broker's own default is seven days.
    const configEntries = [
      { name: 'max.message.bytes', value: String(batch_bytes_max) },
      { name: 'cleanup.policy', value: 'delete' },
      { name: 'retention.ms', value: '-1' },
      { name: 'retention.bytes', value: '-1' },
    ];
    const made = { topic, numPartitions: partitions, replicationFactor, configEntries };
    await admin.createTopics({ topics: [made], waitForLeaders: true });
  };
  const metadata = async (admin: Admin, topic: string): Promise<ITopicMetadata | undefined> => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0];
  };
  const describe = async (admin: Admin, topic: string): Promise<TopicLayout> => {
    const found = await metadata(admin, topic).catch(async (thrown: unknown) => {
      if (typeOf(thrown) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw thrown;
      await create(admin, topic);
      return metadata(admin, topic);
    });
    const all = found?.partitions ?? [];
    const leaders = new Map(all.map(({ partitionId, leader }) => [partitionId, leader]));
    return { partitions: all.length, leaders };
  };

  const layouts = new Map<string, Promise<TopicLayout>>();
  const layout = async (topic: string): Promise<TopicLayout> => {
    const known = layouts.get(topic) ?? asked((admin) => describe(admin, topic));
    layouts.set(topic, known);
    known.catch(() => layouts.delete(topic));
    return known;
  };
  return { layout, forget: () => layouts.clear() };
};

export const openKafkaClient = (connection: KafkaConnection): KafkaClient => {
  prepareOnce();
  const { brokers, clientId = 'laddbok', ssl, sasl } = connection;
  const { partitions = 12, replicationFactor = 1 } = connection;
  let complaint = '';
  const kafka = new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: connection_timeout_ms,
    requestTimeout: request_timeout_ms,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    logLevel: kafkajs.logLevel.ERROR,
    // It complains of each try; we keep the last complaint and report a fault once.
    logCreator: () => (entry) => {
      complaint = entry.log.message;
    },
  });
  const { ask, close } = adminOf(kafka);
  const faultOf = (thrown: unknown): AppError => {
    if (thrown instanceof AppError) return thrown;
    const reason = [messageOf(thrown), complaint].filter((each) => each !== '').join('; ');
    return new AppError(
      'LOG_UNAVAILABLE',
      { reason: `Kafka at ${brokers.join(',')}: ${reason}` },
      thrown,
    );
  };
  const asked = async <T>(question: (admin: Admin) => Promise<T>): Promise<T> =>
    ask(question).catch((thrown: unknown) => {
      throw faultOf(thrown);
    });

  const { layout, forget } = layoutsOf(asked, { partitions, replicationFactor });
  const ends = async (topic: string): Promise<readonly PartitionEnds[]> => {
    await layout(topic);
    const offsets = await asked((admin) => admin.fetchTopicOffsets(topic));
    return offsets
      .map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }))
      .sort((a, b) => a.partition - b.partition);
  };
  return {
    kafka,
    layout,
    forget,
    ends,
    removeBefore: async (topic, removal) => {
      const known = await ends(topic);
      return asked((admin) => removeOldRecords(admin, { topic, ends: known }, removal));
    },
    expiry_ms: async (topic) => {
      await layout(topic);
      return asked((admin) => expiryOf_ms(admin, topic));
    },
    clusterId: async () => (await asked((admin) => admin.describeCluster())).clusterId,
    deleteGroup: async (group) => {
      await asked((admin) => admin.deleteGroups([group]));
    },
    faultOf,
    close,
  };
};
