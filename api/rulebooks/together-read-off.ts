// The time of every port in windows of several rulebooks, read off where they begin and end.

import { availabilityByTime as table, timed } from '../../processors/availability/table.ts';
import { inForceSql, untilSql } from '../time-by-state.ts';
import type { Class, Rulebook } from './rulebook.ts';
import { countedClasses } from './timeline-sql.ts';
import type { TogetherAsked } from './together-sql.ts';

/** An instant as SQL, and the windows that begin and end there; they are numbered from 1. */
interface Instant {
  readonly at: string;
  readonly begins: readonly number[];
  readonly ends: readonly number[];
}

const instantsOf = ({ spans }: TogetherAsked): readonly Instant[] => {
  const numbersOf = (given: readonly string[], at: string): readonly number[] =>
    given.flatMap((one, i) => (one === at ? [i + 1] : []));
  const [froms, tos] = [spans.map(({ from }) => from), spans.map(({ to }) => to)];
  return [...new Set([...froms, ...tos])].map((at) => ({
    at,
    begins: numbersOf(froms, at),
    ends: numbersOf(tos, at),
  }));
};

/** Rows of ports that tell of an instant of milliseconds. */
const inForce = ({ tenant }: TogetherAsked, at: string, cut: string | null): string =>
  `FROM laddbok.${table.name} WHERE tenant = ${tenant} AND port > 0 AND ${inForceSql(at)}` +
  (cut === null ? '' : ` AND station_id NOT IN (${cut})`);

/** The time of a class under the rulebook of the window of the row. */
const ofClass = (rulebooks: readonly Rulebook[], name: Class): string => {
  const sums = rulebooks.map(({ classes: readings }) => {
    const of = timed.filter((state) => readings[state].class === name);
    return of.length === 0 ? 'toInt64(0)' : of.join(' + ');
  });
  return `sign * [${sums.join(', ')}][cell] AS ${name}_ms`;
};

const columns = 'station_id, port, cell, toUInt32(cell) AS book';

/**
 * A SELECT of station_id, port, cell, book and the milliseconds by class, to be added up: of all
 * ports but those of the stations that `cut` names. Of a window it takes what its end tells, and
 * takes away what its beginning tells; beyond `last_known` nothing is told.
 */
export const readOffSql = (asked: TogetherAsked, cut: string | null): string => {
  const instants = instantsOf(asked);
  const marks = instants.map(({ at, begins, ends }) => {
    const known = `least(${at}, last_known)`;
    const of = [...begins.map((cell) => [cell, -1]), ...ends.map((cell) => [cell, 1])];
    return (
      `SELECT station_id, port, arrayJoin([${of.map((one) => `(${one.join(', ')})`).join(', ')}]) ` +
      `AS c, toUInt64(c.1) AS cell, toInt64(c.2) AS sign, ` +
      `${timed.map((state) => `${untilSql(state, known)} AS ${state}`).join(', ')}\n` +
      inForce(asked, known, cut)
    );
  });
  const times = `SELECT ${columns}, ${countedClasses.map((name) => ofClass(asked.rulebooks, name)).join(', ')}`;
  // Of a port whose timeline begins where nothing is known any more, that is known.
  const heard = instants.filter(({ ends }) => ends.length > 0);
  return [
    `${times}\nFROM (${marks.join('\nUNION ALL ')})`,
    ...heard.map(
      ({ at, ends }) =>
        `SELECT station_id, port, toUInt64(arrayJoin([${ends.join(', ')}])) AS cell, ` +
        `toUInt32(cell) AS book, ${countedClasses.map((name) => `toInt64(0) AS ${name}_ms`).join(', ')}\n` +
        inForce(asked, at, cut),
    ),
  ].join('\nUNION ALL ');
};
