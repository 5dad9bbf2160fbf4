// Starts what needs an engine that is away: tried until it answers, said once.

import { setTimeout as wait } from 'node:timers/promises';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';

export interface Patience {
  readonly logger: Logger;
  readonly first_ms?: number;
  readonly most_ms?: number;
  /** Ends the waiting. */
  readonly ending?: AbortSignal;
}

/**
 * Tries a start again while its fault is one that can pass: nobody has to restart us because a
 * broker or a server came up later. Any other fault is thrown; so is the end of the waiting.
 */
export const patiently = async <T>(
  what: string,
  start: () => Promise<T>,
  { logger, first_ms = 500, most_ms = 5_000, ending }: Patience,
): Promise<T> => {
  let waits = false;
  for (let pause_ms = first_ms; ; pause_ms = Math.min(pause_ms * 2, most_ms)) {
    try {
      const started = await start();
      if (waits) logger.info(`${what} has started.`);
      return started;
    } catch (error) {
      if (!(error instanceof AppError && error.retriable)) throw error;
      if (!waits) logger.warn(`${what} waits: ${messageOf(error)}`);
      waits = true;
    }
    await wait(pause_ms, undefined, ending === undefined ? {} : { signal: ending });
  }
};
