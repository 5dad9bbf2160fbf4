// `laddbok replay`: folds the whole log into a set of its own, beside the one that is served.

import { AppError } from '../lib/errors.ts';
import type { Pump, PumpOptions } from './pump.ts';
import { lineageOf, startPump } from './pump.ts';
import { rebuildSet } from './set-choice.ts';
import { ended } from './ended.ts';

export interface RebuildProgress {
  readonly events: number;
  readonly ofEvents: number;
  readonly rows: number;
}

export interface RebuildOptions extends Omit<PumpOptions, 'set' | 'views'> {
  /** Begins a new set also where one was begun and not finished. */
  readonly afresh?: boolean;
  /** Makes tables of what the log still holds, where its beginning is gone. */
  readonly partial?: boolean;
  /** Aborted when the process is to end: what was folded is kept, and gone on with later. */
  readonly ending?: AbortSignal;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

export interface Rebuilding {
  /** The set that is being made; it keeps up with the log until the pump is stopped. */
  readonly set: number;
  readonly pump: Pump;
  progress(): RebuildProgress;
}

/** How often progress is told. */
const look_ms = 100;

/** A history that lacks its beginning makes other tables: that must be asked for. */
const refusePartial = async ({ log, topic }: RebuildOptions): Promise<void> => {
  const cut = (await log.ends(topic)).find(({ low }) => low > 0);
  if (cut === undefined) return;
  throw new AppError('LOG_GAP', { partition: cut.partition, from: 0, to: cut.low - 1 });
};

/**
 * Starts folding and resolves once the set holds what the log held at the call. It goes on with
 * what comes after, so that the set keeps up; the caller stops the pump. Killed, the same call goes
 * on from the checkpoints of the set. Memory is that of any pump, whatever the log holds.
 */
export const rebuild = async (options: RebuildOptions): Promise<Rebuilding> => {
  const { log, topic, store, afresh = false } = options;
  if (options.partial !== true) await refusePartial(options);
  const { set: _, ...own } = await lineageOf({ ...options, set: 0 });
  const set = await rebuildSet(store, own, afresh);
  const ofEvents = (await log.ends(topic)).reduce((sum, { low, high }) => sum + high - low, 0);
  const pump = await startPump({ ...options, set, views: false });
  const progress = (): RebuildProgress => {
    const { lag, rows } = pump.stats();
    return { events: Math.max(0, ofEvents - lag), ofEvents, rows };
  };
  const shown = setInterval(() => options.onProgress?.(progress()), look_ms);
  try {
    await Promise.race([pump.settled(), ended(options.ending, 'The rebuild')]);
    return { set, pump, progress };
  } catch (thrown) {
    await pump.stop();
    throw thrown;
  } finally {
    clearInterval(shown);
  }
};
