// How long ports were in each state within a range: read off at two instants.

import {
  availabilityByTime,
  columnOf,
  timed,
  type Timed,
} from '../processors/availability/table.ts';
import { condition, withLength, type Condition } from './sql.ts';

/** The range, and until when anything is known. Milliseconds UTC. */
export interface Reading {
  readonly from: number;
  readonly to: number;
  readonly known_until: number;
}

/** The column of a state in what `timeByStateSql` selects. */
export const timeColumn = (state: Timed): string => `${state}_ms`;

/** An instant as SQL, and whether the time before it is added or taken away. */
interface Mark {
  readonly at: string;
  readonly sign: 1 | 0 | -1;
}

const marksOf = ({ from, to, known_until }: Reading): readonly Mark[] => {
  const start: Mark = { at: '{from:Int64}', sign: -1 };
  if (known_until >= to) return [start, { at: '{to:Int64}', sign: 1 }];
  // A port whose timeline begins where nothing is known any more has been heard of all the same.
  const heard: Mark = { at: '{to:Int64}', sign: 0 };
  if (known_until <= from) return [heard];
  return [start, { at: '{known_until:Int64}', sign: 1 }, heard];
};

/**
 * Time in a state from the beginning of the timeline to an instant (SQL, milliseconds) that the row
 * reaches to.
 */
export const untilSql = (state: Timed, at: string): string =>
  `toInt64(${columnOf(state)}) + ` +
  `if(state = '${state}', ${at} - toUnixTimestamp64Milli(started_at), 0)`;

/** Whether a row is in force just before an instant (SQL, milliseconds), or ends there. */
export const inForceSql = (at: string): string => {
  const instant = `fromUnixTimestamp64Milli(toInt64(${at}), 'UTC')`;
  return (
    `${withLength({ start: 'started_at', end: 'ended_at' }).sql} ` +
    `AND started_at < ${instant} AND (isNull(ended_at) OR ended_at >= ${instant})`
  );
};

/**
 * Each port's row that is in force just before an instant, or ends there: what it tells of the time
 * before it, and its own time up to the instant, is the time since the timeline began.
 */
const markSql = (where: readonly Condition[], { at, sign }: Mark): string => {
  const conditions = [...where, condition(inForceSql(at))];
  const signed = (time: string): string => `${sign < 0 ? '-' : ''}(${time})`;
  const times = timed.map((state) => {
    const time = sign === 0 ? 'toInt64(0)' : signed(untilSql(state, at));
    return `${time} AS ${timeColumn(state)}`;
  });
  return (
    `SELECT station_id, port, ${times.join(', ')}\n` +
    `FROM laddbok.${availabilityByTime.name} WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`
  );
};

/**
 * A SELECT of station_id, port and the milliseconds in each state within the range, of every port
 * that was heard of before its end; what is left of the range is unknown. Placeholders: from, to
 * and known_until, and those of the conditions.
 */
export const timeByStateSql = (where: readonly Condition[], reading: Reading): string => {
  const marks = marksOf(reading).map((mark) => markSql(where, mark));
  const sums = timed.map((state) => `sum(t.${timeColumn(state)}) AS ${timeColumn(state)}`);
  return (
    `SELECT station_id, port, ${sums.join(', ')}\n` +
    `FROM (${marks.join('\nUNION ALL\n')}) AS t GROUP BY station_id, port`
  );
};
