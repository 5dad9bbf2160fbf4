// What becomes of old records on Kafka: removed up to an offset on request, or by the topic itself.

import kafkajs, { type Admin } from 'kafkajs';
import type { PartitionEnds, Removal } from './port.ts';

interface TopicEnds {
  readonly topic: string;
  readonly ends: readonly PartitionEnds[];
}

/** Removes records of each partition (KIP-107); how many went. */
export const removeOldRecords = async (
  admin: Admin,
  { topic, ends }: TopicEnds,
  { before, below }: Removal,
): Promise<number> => {
  const younger = new Map(
    (await admin.fetchTopicOffsetsByTimestamp(topic, before)).map(({ partition, offset }) => [
      partition,
      Number(offset),
    ]),
  );
  const removals = ends.flatMap(({ partition, low, high }) => {
    const first = younger.get(partition) ?? -1;
    const offset = Math.min(first < 0 ? high : first, below.get(partition) ?? 0, high);
    return offset > low ? [{ partition, offset, removed: offset - low }] : [];
  });
  if (removals.length === 0) return 0;
  const partitions = removals.map(({ partition, offset }) => ({
    partition,
    offset: String(offset),
  }));
  await admin.deleteTopicRecords({ topic, partitions });
  return removals.reduce((sum, { removed }) => sum + removed, 0);
};

/** `retention.ms` of a topic; null where it keeps records for ever, or compacts them instead. */
export const expiryOf_ms = async (admin: Admin, topic: string): Promise<number | null> => {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  });
  const entries = resources[0]?.configEntries ?? [];
  const of = (name: string): string =>
    entries.find((entry) => entry.configName === name)?.configValue ?? '';
  const age_ms = Number(of('retention.ms'));
  return of('cleanup.policy').includes('delete') && age_ms >= 0 ? age_ms : null;
};
