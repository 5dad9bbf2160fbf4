// The laws of a log on a real Kafka, and what only brokers do: go away, rebalance, compress.

import kafkajs from 'kafkajs';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { prng } from '../lib/prng.ts';
import { startKafka } from '../test/servers/kafka.ts';
import { logContract, numbered, readAll, valuesOf } from './contract.ts';
import { openKafkaLog } from './kafka.ts';
import type { EventLog } from './port.ts';

const kafka = await startKafka();
afterAll(() => kafka?.stop());
const brokers = kafka?.brokers ?? [];
/** A Kafka that is not ours keeps the topics of earlier runs. */
const run = Date.now().toString(36);

const open = async (): Promise<EventLog> => {
  const log = await openKafkaLog({ brokers, retry_ms: 50, session_timeout_ms: 7_000 });
  onTestFinished(() => log.close());
  return log;
};

describe.runIf(kafka !== null)('with a broker', () => {
  logContract('Kafka', async () => ({
    open: (schemas) => openKafkaLog({ brokers, retry_ms: 50, schemas: schemas ?? null }),
    topicOf: (name) => `${name}.${run}`,
    partitions: 12,
    cleanUp: async () => undefined,
  }));

  test.each(['snappy', 'lz4', 'zstd', 'gzip', 'uncompressed'])(
    'records that another client has compressed with %s are read',
    async (codec) => {
      const topic = `codec.${codec}.${run}`;
      const admin = new kafkajs.Kafka({ brokers: [...brokers] }).admin();
      await admin.connect();
      // The broker itself packs the records anew, with the libraries that Java clients use.
      const configEntries = [{ name: 'compression.type', value: codec }];
      const made = { topic, numPartitions: 1, replicationFactor: 1, configEntries };
      await admin.createTopics({ topics: [made], waitForLeaders: true });
      await admin.disconnect();
      const log = await open();
      const given = numbered('t/a', 3_000);
      await log.append(topic, given);
      const found = valuesOf(await readAll(log, topic), 't/a');
      expect(found).toEqual(given.map(({ value }) => Buffer.from(value).toString()));
    },
  );

  test('a topic with another limit takes what fits, record by record if need be', async () => {
    const topic = `narrow.${run}`;
    const admin = new kafkajs.Kafka({ brokers: [...brokers] }).admin();
    await admin.connect();
    const configEntries = [{ name: 'max.message.bytes', value: '2000' }];
    const made = { topic, numPartitions: 1, replicationFactor: 1, configEntries };
    await admin.createTopics({ topics: [made], waitForLeaders: true });
    await admin.disconnect();
    const log = await open();
    const noise = prng('does not compress');
    const bytes = Array.from({ length: 4_000 }, () => noise.between(0, 255));
    const large = { key: 't/a', value: Buffer.from(bytes) };
    const small = numbered('t/a', 400);
    const [refused, stored] = await Promise.allSettled([
      log.append(topic, [large]),
      log.append(topic, small),
    ]);
    expect(stored.status).toBe('fulfilled');
    expect(refused).toMatchObject({ reason: { code: 'RECORD_TOO_LARGE' } });
    expect(await readAll(log, topic)).toHaveLength(400);
  });

  test('two followers of a group share the partitions, and each is told what it lost', async () => {
    const topic = `shared.${run}`;
    const log = await open();
    const keys = Array.from({ length: 60 }, (_, i) => `t/CP${i}`);
    const member = async () => {
      const owned = new Set<number>();
      const seen: string[] = [];
      const mine = await open();
      const follower = await mine.follow({
        topic,
        group: `shared.${run}`,
        maxRecords: 10,
        startAt: async (partition) => {
          owned.add(partition);
          return 0;
        },
        onBatch: async ({ records }) => {
          for (const { key, value } of records)
            seen.push(`${key} ${Buffer.from(value).toString()}`);
        },
        onRevoked: (partition) => void owned.delete(partition),
      });
      return { owned, seen, follower };
    };
    const appendAll = async (round: string): Promise<void> => {
      await log.append(
        topic,
        keys.map((key) => ({ key, value: Buffer.from(round) })),
      );
    };
    await appendAll('first');
    const one = await member();
    await vi.waitFor(() => expect(one.owned.size).toBe(12), 20_000);
    const two = await member();
    await vi.waitFor(() => expect([one.owned.size, two.owned.size]).toEqual([6, 6]), 30_000);
    await appendAll('second');
    const second = (): string[] =>
      [...one.seen, ...two.seen].filter((each) => each.endsWith('second'));
    await vi.waitFor(() => expect(second()).toHaveLength(60), 20_000);
    expect(new Set(second()).size).toBe(60);
    await two.follower.stop();
    await vi.waitFor(() => expect(one.owned.size).toBe(12), 30_000);
    await one.follower.stop();
  }, 90_000);

  test.runIf(kafka?.isOurs)(
    'while the broker is away appends wait; then all are stored, once and in order',
    async () => {
      const topic = `outage.${run}`;
      const log = await open();
      const seen: string[] = [];
      const follower = await log.follow({
        topic,
        group: `outage.${run}`,
        maxRecords: 100,
        startAt: async () => 0,
        onBatch: async ({ records }) => {
          for (const { key, value } of records)
            seen.push(`${key} ${Buffer.from(value).toString()}`);
        },
        onRevoked: () => {
          seen.length = 0;
        },
      });
      const keys = ['t/a', 't/b', 't/c'];
      const appendSome = (): Promise<unknown>[] =>
        keys.flatMap((key) => numbered(key, 50).map((record) => log.append(topic, [record])));
      await Promise.all(appendSome());
      await vi.waitFor(() => expect(new Set(seen).size).toBe(150), 20_000);
      const halted = kafka?.halt();
      const during = appendSome();
      await halted;
      const later = appendSome();
      await vi.waitFor(() => expect(log.health().ok).toBe(false), 20_000);
      expect(log.health().reason).toMatch(/Kafka at 127\.0\.0\.1/);
      expect(log.health().pending).toBeGreaterThanOrEqual(150);
      await kafka?.resume();
      await Promise.all([...during, ...later]);
      expect(log.health()).toEqual({ ok: true, reason: '', pending: 0 });
      const found = await readAll(log, topic);
      const expected = (key: string): string[] =>
        [1, 2, 3].flatMap(() =>
          numbered(key, 50).map(({ value }) => Buffer.from(value).toString()),
        );
      for (const key of keys) expect(valuesOf(found, key)).toEqual(expected(key));
      await vi.waitFor(() => expect(new Set(seen).size).toBe(150), 30_000);
      await follower.stop();
    },
    120_000,
  );
});

test('where no Kafka answers an append waits and says why; closing gives it up', async () => {
  const log = await openKafkaLog({ brokers: ['127.0.0.1:1'], retry_ms: 20, drain_ms: 50 });
  const pending = log.append('t', numbered('t/a', 1)).catch((thrown: unknown) => thrown);
  await vi.waitFor(() => expect(log.health().ok).toBe(false), 20_000);
  expect(log.health()).toMatchObject({ pending: 1 });
  expect(log.health().reason).toContain('Kafka at 127.0.0.1:1');
  await log.close();
  expect(await pending).toMatchObject({ code: 'LOG_CLOSED' });
});
