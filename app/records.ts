// All records of a topic, one after another, from where each partition was read to before.

import type { EventLog, LogRecord } from '../log/port.ts';

const records_max = 5_000;

/** Reads up to the present end, and notes in `next` how far: called again, it goes on from there. */
export async function* recordsOf(
  log: EventLog,
  topic: string,
  next = new Map<number, number>(),
): AsyncGenerator<LogRecord> {
  for (const { partition, low, high } of await log.ends(topic)) {
    const from = next.get(partition) ?? low;
    if (from >= high) continue;
    const range = { topic, partition, from, to: high, maxRecords: records_max };
    for await (const { records } of log.scan(range)) yield* records;
    next.set(partition, high);
  }
}
