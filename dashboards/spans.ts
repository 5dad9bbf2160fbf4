// SQL for rows that last from when to when: cut to the range of the board, and to what is known.

import { knownUntil } from './data-row.ts';

interface Span {
  readonly started_at: string;
  readonly ended_at: string;
}

/**
 * SQL: rows of ports. What a station tells of port 0 is of the station as a whole: it is in the
 * rows of each of its ports as well, and would be counted as one port more.
 */
export const ofPorts = ({ port }: { readonly port: string }): string => `${port} > 0`;

/** Rows that a late message did not undo, and that overlap the range. */
export const within = ({ started_at, ended_at }: Span): string =>
  `(${ended_at} IS NULL OR ${ended_at} > ${started_at}) AND ${started_at} <= $__toTime` +
  ` AND ifNull(${ended_at}, $__toTime) >= $__fromTime`;

/** Rows that a late message did not undo, and that stand at the end of the range. */
export const standing = ({ started_at, ended_at }: Span): string =>
  `${started_at} <= $__toTime AND (${ended_at} IS NULL OR ${ended_at} > $__toTime)`;

/** Seconds of a row within the range; one that is still open counts up to what is known. */
export const spent_s = ({ started_at, ended_at }: Span): string =>
  `greatest(0, dateDiff('millisecond', greatest(${started_at}, $__fromTime),` +
  ` least(ifNull(${ended_at}, ${knownUntil}), $__toTime))) / 1000`;

/** Seconds from start to end, or to what is known. */
export const length_s = ({ started_at, ended_at }: Span): string =>
  `dateDiff('millisecond', ${started_at}, ifNull(${ended_at}, ${knownUntil})) / 1000`;

/** States in which a port can serve nobody. */
export const outOfService = `('faulted', 'unavailable', 'offline')`;

/** Milliseconds since 1970, as addresses of boards want them; some way before and after. */
export const addressTimes = ({ started_at, ended_at }: Span): string =>
  `toString(toUnixTimestamp64Milli(${started_at}) - 600000) AS from_ms,` +
  ` toString(toUnixTimestamp64Milli(toDateTime64(ifNull(${ended_at}, ${knownUntil}), 3)) + 600000)
    AS to_ms`;
