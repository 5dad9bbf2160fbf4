// The records of one commit laid out as stored batches, one for each partition they fall into.

import { partitionOf } from '../lib/hash.ts';
import { planBatch, writeBatch, type BatchPlan, type FingerprintOf } from './batch-layout.ts';
import type { Entry } from './group-commit.ts';
import type { NewRecord } from './port.ts';
import type { PartitionBatch } from './segment.ts';

export interface Layout {
  readonly batches: readonly PartitionBatch[];
  /** Of each entry, in their order: its partition and its index in the batch of that one. */
  readonly places: readonly { readonly partition: number; readonly index: number }[];
}

export interface LayoutOptions {
  readonly partitions: number;
  readonly fingerprintOf: FingerprintOf;
  readonly now: () => number;
}

const scratch_bytes = 1024 ** 2;
/** Keys whose partition is remembered; with more, all are forgotten and learned again. */
const keys_max = 200_000;

/** The partition of a key. The same stations speak again and again, so it is worked out once. */
const placer = (partitions: number): ((key: string) => number) => {
  const known = new Map<string, number>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= keys_max) known.clear();
    const partition = partitionOf(key, partitions);
    known.set(key, partition);
    return partition;
  };
};

/** Lays out commits, each in the buffer that the one before has used. */
export const layouter = ({ partitions, fingerprintOf, now }: LayoutOptions) => {
  const place = placer(partitions);
  let scratch = Buffer.allocUnsafeSlow(scratch_bytes);
  return (entries: readonly Entry[]): Layout => {
    const byPartition = new Map<number, NewRecord[]>();
    const places = entries.map(({ record }) => {
      const partition = place(record.key);
      const records = byPartition.get(partition) ?? [];
      byPartition.set(partition, records);
      return { partition, index: records.push(record) - 1 };
    });
    const plans = [...byPartition].map(([partition, records]): [number, BatchPlan] => [
      partition,
      planBatch(records, fingerprintOf),
    ]);
    const bytes = plans.reduce((all, [, plan]) => all + plan.bytes, 0);
    if (scratch.length < bytes) scratch = Buffer.allocUnsafeSlow(bytes);
    const appendedAt = now();
    let start = 0;
    const batches = plans.map(([partition, plan]): PartitionBatch => {
      const target = scratch.subarray(start, start + plan.bytes);
      const bodyCrc = writeBatch(plan, target, appendedAt);
      start += plan.bytes;
      return { partition, count: plan.records.length, bytes: target, bodyCrc };
    });
    return { batches, places };
  };
};
