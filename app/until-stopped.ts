// Runs until a signal comes or a part fails, then stops the parts in the order given.

import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';

/** A part to stop: its name for the operator, and how. */
export type Stopper = readonly [name: string, stop: () => Promise<void>];

/** Longest time for stopping; then the process ends with what it has. */
const patience_ms = 25_000;

const signalled = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => resolve(signal));
  });

/** Stops one part after another; one that fails does not keep the others from stopping. */
export const stopAll = async (stoppers: readonly Stopper[], logger: Logger): Promise<void> => {
  for (const [name, stop] of stoppers) {
    await stop().catch((error: unknown) => {
      logger.error(`Stopping ${name} failed.`, { reason: messageOf(error) });
    });
  }
};

/** Resolves to the exit code: 0 after a signal, 1 after a failure. */
export const untilStopped = async (
  failures: readonly Promise<never>[],
  stoppers: readonly Stopper[],
  logger: Logger,
): Promise<number> => {
  let code = 0;
  try {
    const signal = await Promise.race([signalled(), ...failures]);
    logger.info('Stopping.', { signal });
  } catch (error) {
    logger.error(messageOf(error));
    code = 1;
  }
  const alarm = setTimeout(() => {
    logger.error('Stopping took too long.');
    process.exit(1);
  }, patience_ms);
  await stopAll(stoppers, logger);
  clearTimeout(alarm);
  return code;
};
