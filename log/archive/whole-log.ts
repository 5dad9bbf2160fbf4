// A log together with its archive: one history, of which the log holds the end.

import type { EventLog, PartitionEnds, ScanRange } from '../port.ts';
import type { Archive } from './archive.ts';

/** The end of a partition that both hold together; the archive counts where it reaches the log. */
const joined = (inLog: PartitionEnds, archived: PartitionEnds | undefined): PartitionEnds => {
  if (archived === undefined || archived.high <= archived.low) return inLog;
  const reaches = archived.high >= inLog.low && archived.low < inLog.low;
  return reaches ? { ...inLog, low: archived.low } : inLog;
};

/**
 * Reads from the archive what the log no longer holds. Everything else is the log's: appending goes
 * to it alone, and following reads on in it where the archive ends.
 */
export const wholeLog = (log: EventLog, archive: Archive): EventLog => {
  const archivedOf = (topic: string, partition: number): PartitionEnds | undefined =>
    archive.ends(topic).find((one) => one.partition === partition);
  const endsOf = async (topic: string, partition: number): Promise<PartitionEnds> =>
    (await log.ends(topic)).find((one) => one.partition === partition) ?? {
      partition,
      low: 0,
      high: 0,
    };
  /** What of a range only the archive holds; nothing where it does not reach the log. */
  async function* archived({ topic, partition, from, to, maxRecords }: ScanRange) {
    const ends = await endsOf(topic, partition);
    const { low } = joined(ends, archivedOf(topic, partition));
    if (from >= ends.low || low === ends.low) return;
    const range = { topic, partition, from, to: Math.min(to, ends.low), maxRecords };
    for await (const batch of archive.scan(range)) yield { ...batch, highWatermark: ends.high };
  }

  async function* scan(range: ScanRange) {
    let { from } = range;
    for await (const batch of archived(range)) {
      yield batch;
      from = (batch.records.at(-1)?.offset ?? from) + 1;
    }
    if (from < range.to) yield* log.scan({ ...range, from });
  }

  /** Hands over what is archived before the log is followed. */
  const follow: EventLog['follow'] = async (options) => {
    const { topic, maxRecords } = options;
    /** The turn of a partition: one that was revoked meanwhile must not be handed over. */
    const turns = new Map<number, number>();
    const turnOf = (partition: number): number => turns.get(partition) ?? 0;
    const startAt = async (partition: number): Promise<number> => {
      const turn = turnOf(partition);
      let next = await options.startAt(partition);
      const range = { topic, partition, from: next, to: Number.MAX_SAFE_INTEGER, maxRecords };
      for await (const batch of archived(range)) {
        if (turnOf(partition) !== turn) break;
        await options.onBatch(batch);
        next = (batch.records.at(-1)?.offset ?? next) + 1;
      }
      return next;
    };
    const onRevoked = (partition: number): void => {
      turns.set(partition, turnOf(partition) + 1);
      options.onRevoked(partition);
    };
    return log.follow({ ...options, startAt, onRevoked });
  };

  return {
    ...log,
    ends: async (topic) => {
      const inLog = await log.ends(topic);
      // Asked often: the disk is looked at only where the log lacks its beginning.
      if (inLog.every(({ low }) => low === 0)) return inLog;
      const held = new Map(archive.ends(topic).map((one) => [one.partition, one]));
      return inLog.map((one) => joined(one, held.get(one.partition)));
    },
    scan,
    follow,
  };
};
