// What the laws of a log follow it with: a collector that a test can wait for.

import type { FollowOptions, LogRecord, RecordBatch } from './port.ts';

/** Collects what is followed and lets a test wait until enough has come. */
export const collector = () => {
  const batches: RecordBatch[] = [];
  const waiting: { enough: () => boolean; resolve: () => void }[] = [];
  const count = (): number => batches.reduce((all, { records }) => all + records.length, 0);
  const onBatch = async (batch: RecordBatch): Promise<void> => {
    batches.push(batch);
    for (const { enough, resolve } of waiting) if (enough()) resolve();
  };
  const reached = async (records: number): Promise<void> => {
    const enough = (): boolean => count() >= records;
    if (!enough()) await new Promise<void>((resolve) => waiting.push({ enough, resolve }));
  };
  const records = (): LogRecord[] => batches.flatMap((batch) => batch.records);
  return { batches, onBatch, reached, records, count };
};

export const following = (topic: string, more: Partial<FollowOptions>): FollowOptions => ({
  topic,
  group: `${topic}.followers`,
  maxRecords: 500,
  startAt: async () => 0,
  onBatch: async () => undefined,
  onRevoked: () => undefined,
  ...more,
});
