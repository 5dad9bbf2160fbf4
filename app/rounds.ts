// A small task that is done again and again, whatever becomes of one round of it.

import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';

export interface Rounds {
  /** Ends them; resolves once the round under way is over. */
  stop(): Promise<void>;
}

export interface RoundsOptions {
  readonly interval_ms: number;
  readonly logger: Logger;
  /** What is said when a round fails, once for all rounds that fail in a row. */
  readonly complaint: string;
}

/** Begins the first round at once, and each other one a while after the one before. */
export const inRounds = (task: () => Promise<void>, options: RoundsOptions): Rounds => {
  const { interval_ms, logger, complaint } = options;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let complained = false;
  const round = async (): Promise<void> => {
    try {
      await task();
      complained = false;
    } catch (thrown) {
      if (!complained) logger.warn(complaint, { why: messageOf(thrown) });
      complained = true;
    }
    if (stopped) return;
    timer = setTimeout(() => {
      running = round();
    }, interval_ms);
    timer.unref();
  };
  let running = round();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
};
