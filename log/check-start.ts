// Whether a position to begin from can belong to this log.

import { AppError } from '../lib/errors.ts';

/** Where to begin; LOG_CHANGED where that lies beyond the end, so the log is not the one known. */
export const checkStart = (start: number, high: number, partition: number): void => {
  if (start <= high) return;
  throw new AppError('LOG_CHANGED', {
    expected: `partition ${partition} with at least ${start} records`,
    actual: `${high} records`,
  });
};
