// A pump that folds into the set of its own fold, and goes over when another such set is shown.

import { deferred } from '../lib/deferred.ts';
import { messageOf } from '../lib/errors.ts';
import { settleViews } from '../store/sets.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Pump, PumpOptions } from './pump.ts';
import { lineageOf, startPump } from './pump.ts';
import { ownSet } from './set-choice.ts';

/** How often it is looked whether readers are shown another set. */
const look_ms = 2_000;

export type FollowingOptions = Omit<PumpOptions, 'set' | 'views'>;

/**
 * Starts folding. When `laddbok replay` shows a set of the same fold, this goes over to it; a set
 * of another fold is left to the version that made it, and the old one is kept up for a way back.
 */
export const startFollowingPump = async (options: FollowingOptions): Promise<Pump> => {
  const { store, logger } = options;
  const { set: _, ...own } = await lineageOf({ ...options, set: 0 });
  const failure = deferred<never>();
  failure.promise.catch(() => undefined);
  let set = await ownSet(store, own);
  let stopping = false;
  const begin = async (): Promise<Pump> => {
    const pump = await startPump({ ...options, set });
    pump.failed.catch(failure.reject);
    return pump;
  };
  let pump = await begin();
  await settleViews(store);
  const look = oneAtATime(async () => {
    if (stopping) return;
    const wanted = await ownSet(store, own).catch((error: unknown) => {
      logger.warn('Which tables are shown cannot be told.', { reason: messageOf(error) });
      return set;
    });
    if (wanted === set) return;
    logger.info('Other tables are shown; folding into them from now on.', { set: wanted });
    await pump.stop();
    set = wanted;
    pump = await begin();
  }, failure.reject);
  const timer = setInterval(() => look.soon(0), look_ms).unref();
  return {
    stats: () => pump.stats(),
    settled: () => pump.settled(),
    failed: failure.promise,
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      await look.now().catch(() => undefined);
      look.cancel();
      await pump.stop();
    },
  };
};
