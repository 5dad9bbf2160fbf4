// How far the tables follow the log: what every answer says of itself.

import { instantText } from '../lib/time.ts';
import type { EventLog } from '../log/port.ts';
import type { Store } from '../store/port.ts';

export interface Watermark {
  /** Everything that gateways saw up to then is in the tables; null before the first event. */
  readonly as_of: string | null;
  /** Whether nothing in the log is missing from the tables. */
  readonly complete: boolean;
  readonly lag_events: number;
}

interface Stored {
  readonly [column: string]: string | number;
  readonly fold_partition: number;
  readonly next_offset: string;
  readonly last_recorded_ms: string;
}

const sql = `
  SELECT fold_partition, next_offset, toUnixTimestamp64Milli(last_recorded_at) AS last_recorded_ms
  FROM fold_checkpoints WHERE topic = {topic:String}`;

/** How often log and store are compared: an answer may be as old as this, and says so by `as_of`. */
const interval_ms = 500;

export interface WatermarkOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly topic: string;
  readonly clock?: () => number;
}

export interface Watermarks {
  now(): Promise<Watermark>;
  stop(): void;
}

/**
 * Compares checkpoints with the ends of the log, again and again. `as_of` is when, for every
 * partition, nothing was missing last: the moment of comparing while the tables keep up. A
 * partition that was never seen complete counts up to the last event that is stored of it.
 */
export const watermarksOf = (options: WatermarkOptions): Watermarks => {
  const { log, store, topic, clock = Date.now } = options;
  const completeAt = new Map<number, number>();
  const compare = async (): Promise<Watermark> => {
    const askedAt = clock();
    const ends = await log.ends(topic);
    const rows = await store.query<Stored>({ sql, params: { topic } });
    const stored = new Map(rows.map((row) => [row.fold_partition, row]));
    let lag_events = 0;
    for (const { partition, high } of ends) {
      const missing = high - Number(stored.get(partition)?.next_offset ?? 0);
      lag_events += Math.max(0, missing);
      if (missing <= 0) completeAt.set(partition, askedAt);
    }
    const until = ends.map(
      ({ partition }) =>
        completeAt.get(partition) ?? Number(stored.get(partition)?.last_recorded_ms ?? 0),
    );
    const oldest = Math.min(askedAt, ...until);
    const as_of = oldest === 0 ? null : instantText(oldest);
    return { as_of, complete: lag_events === 0, lag_events };
  };
  let comparing = true;
  let failed = false;
  let last = compare();
  const settle = (isFailed: boolean) => (): void => {
    comparing = false;
    failed = isFailed;
  };
  last.then(settle(false), settle(true));
  const again = (): void => {
    // A store that is slow is not asked again meanwhile.
    if (comparing) return;
    comparing = true;
    last = compare();
    last.then(settle(false), settle(true));
  };
  const timer = setInterval(again, interval_ms).unref();
  return {
    now: () => {
      // A store that was away may be back: what it did not answer then is no answer now.
      if (failed) again();
      return last;
    },
    stop: () => clearInterval(timer),
  };
};
