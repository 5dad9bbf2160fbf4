// Retention in a process that runs on: a round each hour.

import type { Logger } from '../lib/logger.ts';
import { hour_ms } from '../lib/time.ts';
import { type Kept, retain, type Retention } from './retention.ts';
import { inRounds, type Rounds } from './rounds.ts';

/** Begins the rounds where there is an archive or anything to remove; null where there is not. */
export const startRetaining = (
  kept: Kept,
  retention: Retention,
  { logger, ending }: { readonly logger: Logger; readonly ending: AbortSignal },
): Rounds | null => {
  if (kept.archive === null && Object.values(retention).every((days) => days === 0)) return null;
  const round = async (): Promise<void> => {
    const done = await retain(kept, retention, { now: Date.now(), ending });
    if (Object.values(done).some((count) => count > 0)) logger.info('Retention.', { ...done });
  };
  const complaint = 'Retention could not be kept to; it is tried again in an hour.';
  return inRounds(round, { interval_ms: hour_ms, logger, complaint });
};
