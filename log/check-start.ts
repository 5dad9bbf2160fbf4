// A position that lies beyond the end of a log was not reached in this log.

import { AppError } from '../lib/errors.ts';

/** Where to begin; LOG_CHANGED where that lies beyond the end, so the log is not the one known. */
export const checkStart = (start: number, high: number, partition: number): void => {
  if (start <= high) return;
  const difference = `partition ${partition} was read up to ${start}, it ends at ${high}`;
  throw new AppError('LOG_CHANGED', { difference });
};
