// Reads an instant that was typed as a flag of a command: one rule and one sentence for all.

import { startOfLocalDay } from '../api/zone.ts';
import { AppError } from '../lib/errors.ts';
import { readInstant } from '../lib/time.ts';

const date = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Milliseconds since 1970 UTC of `--<flag> <text>`: an instant with its offset, or a date, which is
 * its beginning in the zone: UTC, as in the ledger, unless the command takes one. An instant
 * without offset is refused rather than guessed, for an hour decides what is billed and what is
 * filed. Throws USAGE with what to write.
 */
export const instantOfFlag = (flag: string, text: string, zone = 'UTC'): number => {
  const isDate = date.test(text);
  const read = readInstant(isDate ? `${text}T00:00:00Z` : text);
  if (read?.zoned === true) return isDate ? startOfLocalDay(read.at, zone) : read.at;
  const given = text === '' ? `Say --${flag}` : `--${flag} "${text}" is no instant`;
  const what =
    read === null ? '' : ' (it names no offset, and which zone is meant decides what is in it)';
  throw new AppError('USAGE', {
    problem:
      `${given}${what}: write a date, as 2026-03-01, which begins at midnight ${zone}, ` +
      'or an instant with its offset, as 2026-03-01T00:00:00Z or 2026-03-01T00:00:00+01:00.',
  });
};
