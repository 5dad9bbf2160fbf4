// Refuses a log that is not the one that the tables were folded from, or that lacks what they need.

import { AppError } from '../lib/errors.ts';
import type { EventLog, PartitionEnds } from '../log/port.ts';
import type { Checkpoint } from './checkpoints.ts';
import { fingerprintOf } from './set-aside.ts';

/** The one record before an offset; null where the log has it no more. */
const recordBefore = async (
  log: EventLog,
  topic: string,
  { partition, nextOffset }: Checkpoint,
): Promise<Uint8Array | null> => {
  const range = { topic, partition, from: nextOffset - 1, to: nextOffset, maxRecords: 1 };
  for await (const { records } of log.scan(range))
    return records.find(({ offset }) => offset === nextOffset - 1)?.value ?? null;
  return null;
};

/**
 * Throws `LOG_GAP` where events after a checkpoint are gone from the log, and `LOG_CHANGED` where
 * another event stands in the place of the last one folded: a topic that was made anew, or a log
 * that was put back to an older state and has gone on from there, has the same offsets.
 */
export const checkSameLog = async (
  { log, topic }: { readonly log: EventLog; readonly topic: string },
  checkpoints: readonly Checkpoint[],
  ends: readonly PartitionEnds[],
): Promise<void> => {
  const one = async (checkpoint: Checkpoint): Promise<void> => {
    const { partition, nextOffset, lastRecord } = checkpoint;
    const low = ends.find((end) => end.partition === partition)?.low ?? 0;
    if (low > nextOffset)
      throw new AppError('LOG_GAP', { partition, from: nextOffset, to: low - 1 });
    if (nextOffset === 0 || lastRecord === '' || low > nextOffset - 1) return;
    const record = await recordBefore(log, topic, checkpoint);
    if (record === null || fingerprintOf(record) === lastRecord) return;
    const difference =
      `partition ${partition} holds another event at offset ${nextOffset - 1} than the one that ` +
      'was folded, so the topic was made anew or put back to an older state';
    throw new AppError('LOG_CHANGED', { difference });
  };
  await Promise.all(checkpoints.map(one));
};
