// The life of a process: its parts start, a signal or a failure ends it, its parts stop in order.

import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';

type Stop = () => Promise<void>;
/** A part to stop: its name for the operator, and how. */
type Stopper = readonly [name: string, stop: Stop];

export interface Life {
  /** Aborted once we are asked to stop: a start that waits for something gives up then. */
  readonly ending: AbortSignal;
  /** A part that works: parts stop first, in the order in which they were named, intake first. */
  part(name: string, stop: Stop): void;
  /** What parts stand on: stopped after all parts, the last one named first. */
  ground(name: string, stop: Stop): void;
  /** A part's failure ends the process. */
  endsWith(failure: Promise<never>): void;
  /** Stops everything; for a process that ends by itself. */
  end(): void;
}

/** Longest time for stopping; then the process ends with what it has. */
const patience_ms = 25_000;

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Stops one part after another; one that fails does not keep the others from stopping. */
const stopAll = async (stoppers: readonly Stopper[], logger: Logger): Promise<void> => {
  for (const [name, stop] of stoppers) {
    await stop().catch((error: unknown) => {
      logger.error(`Stopping ${name} failed.`, { reason: messageOf(error) });
    });
  }
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Resolves to the exit code once the process is to end. */
const over = async (
  ending: AbortSignal,
  failures: readonly Promise<never>[],
  logger: Logger,
): Promise<number> => {
  try {
    await Promise.race([aborted(ending), ...failures]);
    return 0;
  } catch (error) {
    logger.error(messageOf(error));
    return 1;
  }
};

/**
 * Lives: signals are heeded from the first moment, so that what has started stops in good order
 * even where the start was not through. A second signal ends the process at once. Resolves to the
 * exit code: 0 after a signal or an end, 1 after a failure. Throws what a start threw.
 */
export const live = async (
  logger: Logger,
  start: (life: Life) => Promise<void>,
): Promise<number> => {
  const ending = new AbortController();
  const parts: Stopper[] = [];
  const grounds: Stopper[] = [];
  const failures: Promise<never>[] = [];
  const asked = (signal: NodeJS.Signals): void => {
    logger.info('Stopping.', { signal });
    ending.abort();
  };
  for (const signal of signals) process.once(signal, asked);
  const life: Life = {
    ending: ending.signal,
    part: (name, stop) => void parts.push([name, stop]),
    ground: (name, stop) => void grounds.unshift([name, stop]),
    endsWith: (failure) => void failures.push(failure),
    end: () => ending.abort(),
  };
  try {
    // A start that gave up because we are to end has not failed.
    await start(life).catch((error: unknown) => {
      if (!ending.signal.aborted) throw error;
    });
    return await over(ending.signal, failures, logger);
  } finally {
    const alarm = setTimeout(() => {
      logger.error('Stopping took too long.');
      process.exit(1);
    }, patience_ms);
    await stopAll([...parts, ...grounds], logger);
    clearTimeout(alarm);
    for (const signal of signals) process.removeListener(signal, asked);
  }
};
