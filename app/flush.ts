// Stores what was folded: rows, then changed states, then checkpoints, one after the other.

import type { Store } from '../store/port.ts';
import type { Lineage } from './checkpoints.ts';
import { checkpointRow, joined, stateRows } from './checkpoints.ts';
import type { PartitionFold } from './partition-fold.ts';
import type { RowBuffer } from './row-buffer.ts';

/** A partition that this process folds now. */
export interface Owned {
  readonly fold: PartitionFold;
  /** Offset after the last record known to be in the log. */
  high: number;
  /** Offset after the last record whose rows are stored. */
  stored: number;
}

export interface Flushed {
  readonly rows: number;
  /** When the gateway saw the last event that is stored now; 0 where nothing was. */
  readonly storedUntil_ms: number;
}

export interface FlushOptions {
  readonly store: Pick<Store, 'write'>;
  readonly lineage: Lineage;
  readonly buffer: RowBuffer;
  readonly owned: ReadonlyMap<number, Owned>;
}

/** Whether a partition was folded further than it was stored. */
export const isAhead = (one: Owned): boolean => one.fold.nextOffset() > one.stored;

/**
 * One flush. If the process dies between two writes, the next one folds the same events again from
 * the checkpoint and writes the same rows at the same versions.
 */
export const flush = async ({ store, lineage, buffer, owned }: FlushOptions): Promise<Flushed> => {
  const ahead = [...owned.values()].filter(isAhead);
  // All are taken at one instant: the rows and states of exactly the events before the checkpoint.
  const rows = buffer.take(lineage);
  const states = joined(ahead.map((one) => stateRows(one.fold, lineage)));
  const checkpoints = joined(ahead.map((one) => checkpointRow(one.fold, lineage)));
  const taken = ahead.map((one) => ({ one, next: one.fold.nextOffset() }));
  const storedUntil_ms = Math.max(0, ...ahead.map((one) => one.fold.lastRecordedAt_ms()));
  for (const step of [rows, states, checkpoints]) {
    if (step.length > 0) await store.write(step);
  }
  for (const { one, next } of taken) one.stored = next;
  return { rows: rows.reduce((sum, batch) => sum + batch.rows.length, 0), storedUntil_ms };
};
