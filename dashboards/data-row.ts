// The first row of every board: how fresh and how complete the data are that it shows.

import { completeness } from '../processors/completeness/table.ts';
import { qualityFlags } from '../processors/quality/table.ts';
import { stations } from '../processors/stations/table.ts';
import { betterFrom, worseFrom } from './look.ts';
import { stat, type Placed } from './panels.ts';
import { columns } from './query.ts';
import { ofTenant } from './variables.ts';

const s = columns(stations);
const c = columns(completeness);
const q = columns(qualityFlags);

/**
 * SQL: until when the tables know anything; later is not "nothing happened" but unknown. Spans that
 * are still open are counted up to here, so that a halted pipeline does not go on inventing time.
 */
export const knownUntil = `least($__toTime, assumeNotNull((SELECT max(${s.last_seen_at}) FROM
  ${stations.name} WHERE ${ofTenant()})))`;

/**
 * SQL: of steps called `time` those that lie whole within the range and are over: what is summed up
 * and divided by the length of a step would fall at its borders where nothing fell.
 */
export const wholeSteps = `HAVING time >= $__fromTime
  AND time + toIntervalSecond($__interval_s) <= ${knownUntil}`;

/** SQL: hours of receipt that the range touches; a range within one hour has that hour. */
export const hoursTouched = (hour: string): string =>
  `${hour} <= $__toTime AND ${hour} > $__fromTime - INTERVAL 1 HOUR`;

const freshness_s = { late: 60, halted: 300 };

/** The narrowing of rows to what the board is about. */
type Where = (alias?: string) => string;

/** Age of the newest row, completeness of the log, doubts, stations: for every board. */
export const dataRow = (where: Where): readonly Placed[] => [
  stat({
    title: 'Age of the newest data',
    about:
      'Seconds since the newest event that the tables hold, of any station of the tenant. Rises ' +
      'without end when the pipeline has halted: then no number below is of now.',
    sql: `SELECT dateDiff('second', max(${s.last_seen_at}), now()) AS age FROM ${stations.name}
      WHERE ${ofTenant()}`,
    unit: 'duration_s',
    scale: worseFrom(freshness_s.late, freshness_s.halted),
    width: 6,
    height: 3,
  }),
  stat({
    title: 'Completeness of the log',
    about:
      'Share of the events of connections that are in the log: those there, by those there and ' +
      'those that the numbering of connections leaves out. By hour of receipt.',
    sql: `SELECT sum(${c.events}) / (sum(${c.events}) + sum(${c.missing})) AS complete
      FROM ${completeness.name} WHERE ${hoursTouched(c.hour)} AND ${where()}`,
    unit: 'share',
    decimals: 2,
    scale: betterFrom(0.99, 0.9999),
    width: 6,
    height: 3,
  }),
  stat({
    title: 'Frames that could not be used',
    about: 'Share of the frames of stations that were unreadable or broke the published schema.',
    sql: `SELECT (sum(${c.unreadable}) + sum(${c.invalid})) / sum(${c.frames_from_station}) AS bad
      FROM ${completeness.name} WHERE ${hoursTouched(c.hour)} AND ${where()}`,
    unit: 'share',
    decimals: 2,
    scale: worseFrom(0.001, 0.01),
    width: 6,
    height: 3,
  }),
  stat({
    title: 'Doubts about these data',
    about: 'Values and times that were treated, each with its code in quality_flags, by receipt.',
    sql: `SELECT count() AS doubts FROM ${qualityFlags.name} WHERE $__timeFilter(${q.at}) AND
      ${where()}`,
    unit: 'count',
    width: 6,
    height: 3,
  }),
];
