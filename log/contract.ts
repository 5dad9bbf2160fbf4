// The laws of a log: what both engines promise, run against each by its own test file.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../lib/errors.ts';
import { partitionOf } from '../lib/hash.ts';
import type { SchemaBook } from './avro.ts';
import { collector, following } from './tape.ts';
import type { EventLog, LogRecord, NewRecord, RecordBatch, RecordPosition } from './port.ts';

export interface LogUnderTest {
  /** Opens the same log once more; the suite closes what it opens. */
  open(schemas?: SchemaBook): Promise<EventLog>;
  /** A name that no earlier run has used. */
  topicOf(name: string): string;
  /** Partitions of a topic that is made by its first append. */
  readonly partitions: number;
  /** Ends whatever `open` needed. */
  cleanUp(): Promise<void>;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const record = (key: string, value: string): NewRecord => ({ key, value: Buffer.from(value) });
/** Records numbered from 0 under one key. */
export const numbered = (key: string, count: number): NewRecord[] =>
  Array.from({ length: count }, (_, i) => record(key, `${key} ${i}`));

/** Every record of a topic, partition by partition in offset order. */
export const readAll = async (log: EventLog, topic: string): Promise<LogRecord[]> => {
  const found: LogRecord[] = [];
  for (const { partition, low, high } of await log.ends(topic)) {
    const range = { topic, partition, from: low, to: high, maxRecords: 1_000 };
    for await (const batch of log.scan(range)) found.push(...batch.records);
  }
  return found;
};

export const valuesOf = (records: readonly LogRecord[], key: string): string[] =>
  records.filter((each) => each.key === key).map(({ value }) => text(value));

/** Runs the laws against one engine. Each law has a topic of its own in one shared log. */
export const logContract = (name: string, setUp: () => Promise<LogUnderTest>): void => {
  describe(`the log on ${name}`, () => {
    let under: LogUnderTest;
    let log: EventLog;
    beforeAll(async () => {
      under = await setUp();
      log = await under.open();
    });
    afterAll(async () => {
      await log.close();
      await under.cleanUp();
    });
    const withAnother = async <T>(act: (other: EventLog) => Promise<T>): Promise<T> => {
      const other = await under.open();
      try {
        return await act(other);
      } finally {
        await other.close();
      }
    };

    test('an append answers with the place of each record, in the order given', async () => {
      const topic = under.topicOf('positions');
      const given = ['a/1', 'a/2', 'a/1', 'a/3', 'a/1'].map((key, i) => record(key, `${i}`));
      const positions = await log.append(topic, given);
      const expected: RecordPosition[] = given.map(({ key }, i) => {
        const partition = partitionOf(key, under.partitions);
        const before = given.slice(0, i).map((each) => partitionOf(each.key, under.partitions));
        return { partition, offset: before.filter((each) => each === partition).length };
      });
      expect(positions).toEqual(expected);
      const [first] = await log.append(topic, [record('a/1', 'later')]);
      const inFirst = expected.filter(({ partition }) => partition === first?.partition);
      expect(first?.offset).toBe(inFirst.length);
    });

    test('what was appended is read back byte for byte, under its key and place', async () => {
      const topic = under.topicOf('bytes');
      const value = Buffer.from([0, 0, 0, 0, 7, 255, 0, 128, 13, 10]);
      const [position] = await log.append(topic, [{ key: 'Malmö/pелe-⚡', value }]);
      const [found] = await readAll(log, topic);
      expect(found?.key).toBe('Malmö/pелe-⚡');
      expect(Buffer.from(found?.value ?? []).equals(value)).toBe(true);
      expect(found?.offset).toBe(position?.offset);
    });

    test('appending nothing is nothing', async () => {
      expect(await log.append(under.topicOf('nothing'), [])).toEqual([]);
    });

    test('an empty value and a value of 1 MiB come back whole', async () => {
      const topic = under.topicOf('sizes');
      const large = Buffer.alloc(1024 * 1024, 'frame ');
      await log.append(topic, [
        { key: 'k', value: new Uint8Array() },
        { key: 'k', value: large },
      ]);
      const found = await readAll(log, topic);
      expect(found.map(({ value }) => value.length)).toEqual([0, large.length]);
      expect(Buffer.from(found[1]?.value ?? []).equals(large)).toBe(true);
    });

    test('a record beyond every limit is refused at once and harms no other', async () => {
      const topic = under.topicOf('refused');
      const huge = { key: 'k', value: new Uint8Array(9 * 1024 * 1024) };
      const fine = log.append(topic, [record('k', 'fine')]);
      await expect(log.append(topic, [huge])).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
      expect(await fine).toHaveLength(1);
      expect(valuesOf(await readAll(log, topic), 'k')).toEqual(['fine']);
    });

    test('500 stations appending at once each get their answer and keep their order', async () => {
      const topic = under.topicOf('crowd');
      const keys = Array.from({ length: 500 }, (_, i) => `t/CP${i}`);
      const answers = await Promise.all(
        keys.flatMap((key) => [
          log.append(topic, [record(key, 'boot')]),
          log.append(topic, [record(key, 'start'), record(key, 'meter')]),
          log.append(topic, [record(key, 'stop')]),
        ]),
      );
      const places = answers.flat().map(({ partition, offset }) => `${partition}/${offset}`);
      expect(new Set(places).size).toBe(2_000);
      const found = await readAll(log, topic);
      expect(found).toHaveLength(2_000);
      for (const key of keys)
        expect(valuesOf(found, key)).toEqual(['boot', 'start', 'meter', 'stop']);
    });

    test('one append of many records is stored whole and in order', async () => {
      const topic = under.topicOf('import');
      const given = numbered('t/one', 25_000);
      const positions = await log.append(topic, given);
      expect(positions.map(({ offset }) => offset)).toEqual(given.map((_, i) => i));
      const found = await readAll(log, topic);
      expect(valuesOf(found, 't/one')).toEqual(given.map(({ value }) => text(value)));
    });

    test('what was confirmed is still there when the log is opened again', async () => {
      const topic = under.topicOf('reopened');
      await withAnother((other) => other.append(topic, numbered('t/a', 40)));
      await withAnother(async (other) => {
        expect(valuesOf(await readAll(other, topic), 't/a')).toHaveLength(40);
        const [next] = await other.append(topic, [record('t/a', 'more')]);
        expect(next?.offset).toBe(40);
      });
    });

    test('two that append at once never get the same place, and lose nothing', async () => {
      const topic = under.topicOf('two');
      const places = await withAnother(async (other) => {
        const one = numbered('t/one', 60).map((each) => log.append(topic, [each]));
        const two = numbered('t/two', 60).map((each) => other.append(topic, [each]));
        return (await Promise.all([...one, ...two])).flat();
      });
      expect(new Set(places.map((each) => `${each.partition}/${each.offset}`)).size).toBe(120);
      const found = await readAll(log, topic);
      const expected = (key: string): string[] => numbered(key, 60).map((each) => text(each.value));
      expect(valuesOf(found, 't/one')).toEqual(expected('t/one'));
      expect(valuesOf(found, 't/two')).toEqual(expected('t/two'));
    });

    test('closing waits until pending appends are durable, and takes no more', async () => {
      const topic = under.topicOf('closing');
      const other = await under.open();
      const pending = numbered('t/x', 50).map((each) => other.append(topic, [each]));
      const closed = other.close();
      expect((await Promise.all(pending)).flat()).toHaveLength(50);
      await closed;
      const late = other.append(topic, [record('t/x', 'late')]);
      await expect(late).rejects.toMatchObject({ code: 'LOG_CLOSED' });
      expect(valuesOf(await readAll(log, topic), 't/x')).toHaveLength(50);
    });

    test('the ends of each partition are known, of an empty topic too', async () => {
      const topic = under.topicOf('ends');
      await log.append(topic, []);
      await log.append(topic, numbered('t/e', 7));
      const at = partitionOf('t/e', under.partitions);
      const ends = await log.ends(topic);
      expect(ends).toHaveLength(under.partitions);
      for (const { partition, low, high } of ends)
        expect({ partition, low, high }).toEqual({
          partition,
          low: 0,
          high: partition === at ? 7 : 0,
        });
    });

    test('the log is the same one when opened again', async () => {
      const topic = under.topicOf('ends');
      const mine = await log.identity(topic);
      const theirs = await withAnother((other) => other.identity(topic));
      expect(theirs).toEqual(mine);
      expect(mine).toMatchObject({ topic, partitions: under.partitions });
      expect(mine.clusterId).not.toBe('');
    });

    test('a range is read as asked: from, to, and never more at once than wanted', async () => {
      const topic = under.topicOf('ranges');
      await log.append(topic, numbered('t/r', 10));
      await log.append(topic, numbered('t/r', 10));
      const partition = partitionOf('t/r', under.partitions);
      const scan = async (from: number, to: number): Promise<number[][]> => {
        const cuts: number[][] = [];
        for await (const batch of log.scan({ topic, partition, from, to, maxRecords: 4 }))
          cuts.push(batch.records.map(({ offset }) => offset));
        return cuts;
      };
      expect((await scan(7, 15)).flat()).toEqual([7, 8, 9, 10, 11, 12, 13, 14]);
      expect(Math.max(...(await scan(0, 20)).map((cut) => cut.length))).toBeLessThanOrEqual(4);
      expect((await scan(0, 1_000_000)).flat()).toHaveLength(20);
      expect(await scan(20, 30)).toEqual([]);
      expect(await scan(5, 5)).toEqual([]);
    });

    test('a scan that is left early leaves the log usable', async () => {
      const topic = under.topicOf('left');
      await log.append(topic, numbered('t/l', 30));
      const partition = partitionOf('t/l', under.partitions);
      const range = { topic, partition, from: 0, to: 30, maxRecords: 5 };
      for await (const batch of log.scan(range)) {
        expect(batch.records).toHaveLength(5);
        break;
      }
      expect(await readAll(log, topic)).toHaveLength(30);
    });

    test('following begins where it is told and goes on with what is appended live', async () => {
      const topic = under.topicOf('follow');
      await log.append(topic, numbered('t/f', 20));
      const at = partitionOf('t/f', under.partitions);
      const seen = collector();
      const startAt = async (partition: number): Promise<number> => (partition === at ? 12 : 0);
      const follower = await log.follow(following(topic, { startAt, onBatch: seen.onBatch }));
      await seen.reached(8);
      await log.append(topic, numbered('t/g', 5));
      await withAnother((other) => other.append(topic, numbered('t/f', 5)));
      await seen.reached(18);
      await follower.stop();
      const offsets = seen
        .records()
        .filter(({ key }) => key === 't/f')
        .map(({ offset }) => offset);
      const inOther = partitionOf('t/g', under.partitions) === at ? 5 : 0;
      const live = [20, 21, 22, 23, 24].map((offset) => offset + inOther);
      expect(offsets).toEqual([12, 13, 14, 15, 16, 17, 18, 19, ...live]);
      expect(seen.records().filter(({ key }) => key === 't/g')).toHaveLength(5);
    });

    test('a partition is followed one batch at a time, of no more than asked', async () => {
      const topic = under.topicOf('steps');
      await log.append(topic, numbered('t/s', 200));
      const seen = collector();
      let busy = 0;
      let busiest = 0;
      const onBatch = async (batch: RecordBatch): Promise<void> => {
        busy += 1;
        busiest = Math.max(busiest, busy);
        await new Promise((resolve) => setImmediate(resolve));
        busy -= 1;
        await seen.onBatch(batch);
      };
      const follower = await log.follow(following(topic, { maxRecords: 30, onBatch }));
      await seen.reached(200);
      await follower.stop();
      expect(busiest).toBe(1);
      expect(Math.max(...seen.batches.map(({ records }) => records.length))).toBe(30);
      expect(seen.batches.at(-1)?.highWatermark).toBe(200);
      expect(seen.records().map(({ offset }) => offset)).toEqual([...Array(200).keys()]);
    });

    test('after a passing fault a partition is handed over afresh', async () => {
      const topic = under.topicOf('passing');
      await log.append(topic, numbered('t/p', 10));
      const at = partitionOf('t/p', under.partitions);
      const seen = collector();
      const calls: string[] = [];
      const startAt = async (partition: number): Promise<number> => {
        if (partition === at) calls.push('startAt');
        return partition === at && calls.includes('revoked') ? 6 : 0;
      };
      const onRevoked = (partition: number): void => {
        if (partition === at) calls.push('revoked');
      };
      const onBatch = async (batch: RecordBatch): Promise<void> => {
        if (!calls.includes('revoked'))
          throw new AppError('STORE_UNAVAILABLE', { where: 'the test', reason: 'planned' });
        await seen.onBatch(batch);
      };
      const follower = await log.follow(following(topic, { startAt, onRevoked, onBatch }));
      await seen.reached(4);
      await follower.stop();
      expect(calls.slice(0, 3)).toEqual(['startAt', 'revoked', 'startAt']);
      expect(seen.records().map(({ offset }) => offset)).toEqual([6, 7, 8, 9]);
    });

    test('a fault that trying again cannot mend ends the following and says why', async () => {
      const topic = under.topicOf('broken');
      await log.append(topic, numbered('t/b', 3));
      const onBatch = async (): Promise<void> => {
        throw new TypeError('a bug in the fold');
      };
      const follower = await log.follow(following(topic, { onBatch }));
      await expect(follower.failed).rejects.toThrow('a bug in the fold');
      await follower.stop();
    });

    test('a checkpoint beyond the end of the log is another log, and is refused', async () => {
      const topic = under.topicOf('shorter');
      await log.append(topic, numbered('t/c', 3));
      const at = partitionOf('t/c', under.partitions);
      const startAt = async (partition: number): Promise<number> => (partition === at ? 50 : 0);
      const follower = await log.follow(following(topic, { startAt }));
      await expect(follower.failed).rejects.toMatchObject({ code: 'LOG_CHANGED' });
      await follower.stop();
    });

    test('a stopped follower is handed nothing more', async () => {
      const topic = under.topicOf('stopped');
      await log.append(topic, numbered('t/h', 3));
      const seen = collector();
      const follower = await log.follow(following(topic, { onBatch: seen.onBatch }));
      await seen.reached(3);
      await follower.stop();
      await log.append(topic, numbered('t/h', 3));
      expect(await readAll(log, topic)).toHaveLength(6);
      expect(seen.count()).toBe(3);
    });

    test('a schema is met once, with the fingerprint it was written with', async () => {
      const topic = under.topicOf('schemas');
      const value = Buffer.from([0, 0, 0, 0, 7, 1, 2, 3]);
      const meetings: string[] = [];
      const bookOf = (fingerprint: string): SchemaBook => ({
        fingerprintOf: (id) => (id === 7 ? fingerprint : null),
        meet: async (id, written) => {
          meetings.push(`${id} ${written ?? ''}`);
          if (written === fingerprint) return;
          const values = { id, expected: fingerprint, actual: written ?? '', registry: 'the test' };
          throw new AppError('SCHEMA_CHANGED', values);
        },
      });
      const written = 'b75d6f7da238cf70';
      const seen = collector();
      const writer = await under.open(bookOf(written));
      await writer.append(topic, [
        { key: 't/s', value },
        { key: 't/s', value },
      ]);
      const follower = await writer.follow(following(topic, { onBatch: seen.onBatch }));
      await seen.reached(2);
      await follower.stop();
      await writer.close();
      expect(meetings).toEqual([`7 ${written}`]);
      const reader = await under.open(bookOf('466d86dabeb81427'));
      const refused = await reader.follow(following(topic, {}));
      await expect(refused.failed).rejects.toMatchObject({ code: 'SCHEMA_CHANGED' });
      await refused.stop();
      await reader.close();
    });

    test('nothing is removed that is too young, or lies at an offset that stays', async () => {
      const topic = under.topicOf('removed');
      for (let i = 0; i < 40; i++) await log.append(topic, numbered('t/r', 50));
      const at = partitionOf('t/r', under.partitions);
      const remove = (before: number, below: number): Promise<number> =>
        log.removeBefore(topic, { before, below: new Map([[at, below]]) });
      expect(await remove(0, 2_000)).toBe(0);
      const removed = await remove(Date.now() + 60_000, 1_500);
      expect(removed).toBeLessThanOrEqual(1_500);
      const { low, high } = (await log.ends(topic))[at] ?? { low: -1, high: -1 };
      expect({ low, high }).toEqual({ low: removed, high: 2_000 });
      const left = await readAll(log, topic);
      expect(left.map(({ offset }) => offset)).toEqual(
        Array.from({ length: 2_000 - removed }, (_, i) => removed + i),
      );
    });

    test('a log that we made forgets nothing by itself', async () => {
      const topic = under.topicOf('forever');
      await log.append(topic, numbered('t/f', 1));
      expect(await log.expiry_ms(topic)).toBe(null);
    });

    test('a healthy log says so, with nothing pending', () => {
      expect(log.health()).toEqual({ ok: true, reason: '', pending: 0 });
    });
  });
};
