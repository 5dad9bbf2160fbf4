// `laddbok replay`: empties the tables of a set and folds the whole log into them again.

import type { Store } from '../store/port.ts';
import type { PumpOptions } from './pump.ts';
import { startPump, tablesOf } from './pump.ts';

export interface ReplayProgress {
  readonly events: number;
  readonly ofEvents: number;
  readonly rows: number;
}

export interface ReplayOptions extends PumpOptions {
  readonly onProgress?: (progress: ReplayProgress) => void;
}

/** How often progress is told. */
const look_ms = 100;

const empty = async (store: Store, options: PumpOptions): Promise<void> => {
  const tables = tablesOf(options.fold);
  await store.migrate(tables, options.set);
  for (const table of tables) await store.command(`TRUNCATE TABLE ${table.name}_v${options.set}`);
};

/** Folds until the tables hold what the log held when it ended. Interrupted, it goes on as usual. */
export const replay = async (options: ReplayOptions): Promise<ReplayProgress> => {
  await empty(options.store, options);
  const ends = await options.log.ends(options.topic);
  const total = ends.reduce((sum, one) => sum + one.high - one.low, 0);
  const pump = await startPump(options);
  const progress = (): ReplayProgress => {
    const { events, rows } = pump.stats();
    return { events, rows, ofEvents: Math.max(total, events) };
  };
  const shown = setInterval(() => options.onProgress?.(progress()), look_ms);
  try {
    await pump.settled();
    return progress();
  } finally {
    clearInterval(shown);
    await pump.stop();
  }
};
