// How far the tables follow the log: what every answer says of itself.

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

/** Asked at most this often: an answer may be as old as this, and says so by its `as_of`. */
const fresh_ms = 250;

/**
 * Compares checkpoints with the ends of the log. With nothing missing `as_of` is the moment of
 * asking; else the last event stored of the partition that is furthest behind.
 */
export const watermarkOf = (
  { log, store, topic }: { readonly log: EventLog; readonly store: Store; readonly topic: string },
  clock: () => number = Date.now,
): (() => Promise<Watermark>) => {
  const ask = async (): Promise<Watermark> => {
    const askedAt = clock();
    const ends = await log.ends(topic);
    const rows = await store.query<Stored>({ sql, params: { topic } });
    const stored = new Map(rows.map((row) => [row.fold_partition, row]));
    const behind = ends.filter(
      (end) => Number(stored.get(end.partition)?.next_offset ?? 0) < end.high,
    );
    const lag_events = behind.reduce(
      (sum, end) => sum + end.high - Number(stored.get(end.partition)?.next_offset ?? 0),
      0,
    );
    const oldest = Math.min(
      askedAt,
      ...behind.map((end) => Number(stored.get(end.partition)?.last_recorded_ms ?? 0)),
    );
    const as_of = oldest === 0 ? null : new Date(oldest).toISOString();
    return { as_of, complete: behind.length === 0, lag_events };
  };
  let last: { readonly at: number; readonly answer: Promise<Watermark> } | undefined;
  return () => {
    const now = clock();
    if (last === undefined || now - last.at > fresh_ms) {
      const asked = { at: now, answer: ask() };
      asked.answer.catch(() => {
        if (last === asked) last = undefined;
      });
      last = asked;
    }
    return last.answer;
  };
};
