// A log in memory that notes the order of its effects, and can be held, to see who waits for it.

import { bell } from '../lib/bell.ts';
import { deferred } from '../lib/deferred.ts';
import { murmur2 } from '../lib/hash.ts';
import {
  type EventLog,
  type Follower,
  type FollowOptions,
  type LogHealth,
  type LogRecord,
  type NewRecord,
  type PartitionEnds,
  type RecordBatch,
  type RecordPosition,
} from '../log/port.ts';

export interface RecordingLog extends EventLog {
  /** What happened, in order: `append 2`, `durable 2`, and what a test adds of its own. */
  readonly effects: string[];
  /** Every durable record of a topic, in the order in which they became durable. */
  records(topic: string): readonly LogRecord[];
  /** From now on nothing becomes durable, as with a log that is away. */
  hold(): void;
  /** Makes durable what waits, in order, and everything after it. */
  release(): void;
  /** The next append is refused for good. */
  failNext(): void;
  /** Resolves once so many records of a topic are durable. */
  reached(topic: string, count: number): Promise<void>;
}

const partitions = 12;

interface Waiting {
  readonly count: number;
  readonly settle: () => void;
}

interface Watcher {
  readonly topic: string;
  readonly count: number;
  readonly resolve: () => void;
}

interface Kept {
  readonly partition: number;
  readonly record: LogRecord;
}

/** Topics in memory, each a list in the order of durability. */
const openShelf = () => {
  const topics = new Map<string, Kept[]>();
  const of = (topic: string): Kept[] => {
    const known = topics.get(topic) ?? [];
    topics.set(topic, known);
    return known;
  };
  const inPartition = (topic: string, partition: number): LogRecord[] =>
    of(topic)
      .filter((kept) => kept.partition === partition)
      .map(({ record }) => record);
  const put = (topic: string, { key, value }: NewRecord): RecordPosition => {
    const partition = murmur2(key) % partitions;
    const offset = inPartition(topic, partition).length;
    of(topic).push({ partition, record: { key, value, offset } });
    return { partition, offset };
  };
  return { of, inPartition, put };
};

export const openRecordingLog = (): RecordingLog => {
  const shelf = openShelf();
  const effects: string[] = [];
  const waiting: Waiting[] = [];
  let watchers: Watcher[] = [];
  let held = false;
  let failing = false;
  let closed = false;
  const moved = bell();

  const tellWatchers = (): void => {
    const isDue = ({ topic, count }: Watcher): boolean => shelf.of(topic).length >= count;
    const due = watchers.filter(isDue);
    watchers = watchers.filter((watcher) => !isDue(watcher));
    for (const { resolve } of due) resolve();
  };

  const append = (
    topic: string,
    records: readonly NewRecord[],
  ): Promise<readonly RecordPosition[]> => {
    if (closed || failing) {
      failing = false;
      return Promise.reject(new Error('refused'));
    }
    effects.push(`append ${records.length}`);
    return new Promise((resolve) => {
      const settle = (): void => {
        effects.push(`durable ${records.length}`);
        const positions = records.map((record) => shelf.put(topic, record));
        resolve(positions);
        tellWatchers();
        moved.ring();
      };
      if (held) waiting.push({ count: records.length, settle });
      else setImmediate(settle);
    });
  };

  const health = (): LogHealth => ({
    ok: !held,
    reason: held ? 'held' : '',
    pending: waiting.reduce((sum, { count }) => sum + count, 0),
  });

  const follow = (options: FollowOptions): Promise<Follower> => {
    const stopped = new AbortController();
    const failure = deferred<never>();
    const read = async (partition: number): Promise<void> => {
      const { topic, maxRecords } = options;
      let from = await options.startAt(partition);
      while (!stopped.signal.aborted) {
        const all = shelf.inPartition(topic, partition);
        const records = all.slice(from, from + maxRecords);
        from += records.length;
        const batch = { topic, partition, records, highWatermark: all.length };
        if (records.length > 0) await options.onBatch(batch);
        else await moved.next();
      }
    };
    const all = Array.from({ length: partitions }, (_, partition) => read(partition));
    for (const one of all) one.catch(failure.reject);
    const stop = async (): Promise<void> => {
      stopped.abort();
      moved.ring();
      await Promise.allSettled(all);
    };
    return Promise.resolve({ failed: failure.promise, stop });
  };

  async function* scan(range: Parameters<EventLog['scan']>[0]): AsyncIterable<RecordBatch> {
    const { topic, partition, from, to } = range;
    const all = shelf.inPartition(topic, partition);
    const records = all.slice(from, to);
    if (records.length > 0) yield { topic, partition, records, highWatermark: all.length };
  }

  const ends = (topic: string): Promise<readonly PartitionEnds[]> =>
    Promise.resolve(
      Array.from({ length: partitions }, (_, partition) => ({
        partition,
        low: 0,
        high: shelf.inPartition(topic, partition).length,
      })),
    );

  return {
    engine: 'embedded',
    effects,
    append,
    records: (topic) => shelf.of(topic).map(({ record }) => record),
    hold: () => {
      held = true;
    },
    release: () => {
      held = false;
      for (const { settle } of waiting.splice(0)) settle();
    },
    failNext: () => {
      failing = true;
    },
    reached: (topic, count) =>
      new Promise((resolve) => {
        watchers.push({ topic, count, resolve });
        tellWatchers();
      }),
    follow,
    scan,
    ends,
    identity: (topic) => Promise.resolve({ clusterId: 'recording', topic, partitions }),
    removeBefore: () => Promise.resolve(0),
    expiry_ms: () => Promise.resolve(null),
    health,
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
};
