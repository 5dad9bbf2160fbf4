// The time of ports by class, counted from the timeline: piece by piece, or between two instants.

import type { Table } from '../../schemas/table.ts';
import { columnOf, timed } from '../../processors/availability/spent.ts';
import { availability, availabilityByTime } from '../../processors/availability/table.ts';
import { condition, instantParam, lasting, ofStation, ofTenant, withLength } from '../sql.ts';
import { states, type Class, type Rulebook } from './rulebook.ts';
import { lasts_ms, type SumsAsked } from './sums-asked.ts';

const quoted = (text: string): string => `'${text}'`;
/** An array of words. */
export const listed = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;
const ms = (column: string): string => `toUnixTimestamp64Milli(${column})`;

/** The class of a row of the timeline: the words of the record, never those of a request. */
const classSql = ({ classes, causes }: Rulebook): string => {
  const byCause = Object.entries(causes).map(
    ([key, reading]) => `concat(state, '/', cause) = ${quoted(key)}, ${quoted(reading.class)}, `,
  );
  const words = states.map((state) => classes[state].class);
  const byState = `transform(state, ${listed(states)}, ${listed(words)}, 'unknown')`;
  return byCause.length === 0 ? byState : `multiIf(${byCause.join('')}${byState})`;
};

/** Stations as SQL to look them up in, and the timeline in which theirs lies side by side. */
export interface Some {
  readonly stations: string;
  readonly timeline: Table;
}

const span = { start: 'started_at', end: 'ended_at' } as const;

const ofPorts = (asked: SumsAsked) => [
  ofTenant(asked.tenant),
  condition('port > 0'),
  withLength(span),
  ...ofStation(asked),
];

const joined = (conditions: readonly { readonly sql: string }[]): string =>
  conditions.map(({ sql }) => sql).join(' AND ');

/** Ports whose life ends or begins within the window, or beyond it. */
const cutPorts = (ports: string): string =>
  `SELECT * FROM (${ports}) WHERE since_ms > {from:Int64} OR until_ms < {to:Int64}`;

/**
 * Known pieces of the timeline within the window and the life of each port: station_id, port,
 * class, s and e (milliseconds). Of all stations, or of some.
 */
export const piecesSql = (asked: SumsAsked, some?: Some): string => {
  const ofAll = asked.station_id === undefined ? availabilityByTime : availability;
  const { name: timeline } = some?.timeline ?? ofAll;
  const { rulebook, ledger } = asked;
  const where = [
    ...ofPorts(asked),
    lasting(span, 0, 0),
    ...(some === undefined ? [] : [condition(`station_id IN ${some.stations}`)]),
  ];
  const spans =
    `SELECT station_id, port, ${classSql(rulebook)} AS class, ` +
    `greatest(${ms('started_at')}, {from:Int64}) AS a, ` +
    `least(${ms(`ifNull(ended_at, ${instantParam('known_until')})`)}, ` +
    `{known_until:Int64}, {to:Int64}) AS z\n` +
    `FROM laddbok.${timeline} WHERE ${joined(where)}`;
  const lived =
    ledger.ports === null
      ? spans
      : `SELECT station_id, port, class, greatest(t.a, if(until_ms = 0, 0, since_ms)) AS a,\n` +
        `least(t.z, if(until_ms = 0, ${lasts_ms}, until_ms)) AS z\n` +
        `FROM (${spans}) AS t LEFT JOIN (${cutPorts(ledger.ports)}) AS l USING (station_id, port)`;
  // A piece without length stays: it says that the port is one that there is.
  return `SELECT station_id, port, class, a AS s, greatest(a, z) AS e FROM (${lived})`;
};

const classes = ['up', 'down', 'ineligible'] as const;

const summedSql = (pieces: string): string => {
  const of = (name: Class): string => `sumIf(e - s, class = '${name}') AS ${name}_ms`;
  return (
    `SELECT station_id, port, ${classes.map(of).join(', ')}\n` +
    `FROM (${pieces}) GROUP BY station_id, port`
  );
};

/** Time of a class from the beginning of the timeline to an instant that the row reaches to. */
const untilSql = ({ classes: readings }: Rulebook, name: Class, at: string): string => {
  const of = timed.filter((state) => readings[state].class === name);
  if (of.length === 0) return 'toInt64(0)';
  const before = `toInt64(${of.map(columnOf).join(' + ')})`;
  return `${before} + if(has(${listed(of)}, state), ${at} - ${ms('started_at')}, 0)`;
};

/** The instants at which time is read off, and whether it is added there or taken away. */
interface Mark {
  readonly at: string;
  readonly sign: 1 | 0 | -1;
}

const marksOf = ({ window, known_until }: SumsAsked): readonly Mark[] => {
  const from: Mark = { at: '{from:Int64}', sign: -1 };
  if (known_until >= window.to) return [from, { at: '{to:Int64}', sign: 1 }];
  // Of a port whose timeline begins where nothing is known any more, that is known.
  const heard: Mark = { at: '{to:Int64}', sign: 0 };
  if (known_until <= window.from) return [heard];
  return [from, { at: '{known_until:Int64}', sign: 1 }, heard];
};

/**
 * Each port's row that is in force just before an instant, or ends there: what it tells of the time
 * before it and its own make the time by class from the beginning of the timeline on.
 */
const markSql = (asked: SumsAsked, { at, sign }: Mark, cut: string | null): string => {
  const instant = `fromUnixTimestamp64Milli(${at}, 'UTC')`;
  const where = [
    ...ofPorts(asked),
    condition(`started_at < ${instant} AND (isNull(ended_at) OR ended_at >= ${instant})`),
    ...(cut === null ? [] : [condition(`station_id NOT IN ${cut}`)]),
  ];
  const of = (name: Class): string => {
    const until = sign === 0 ? 'toInt64(0)' : untilSql(asked.rulebook, name, at);
    return `${sign < 0 ? '-' : ''}(${until}) AS ${name}`;
  };
  return (
    `SELECT station_id, port, ${classes.map(of).join(', ')}\n` +
    `FROM laddbok.${availabilityByTime.name} WHERE ${joined(where)}`
  );
};

/**
 * The stations of which a port came or went, as SQL to look them up in; null where none did. What
 * the question reads of the ledger itself stands for what was read ahead, and is newer.
 */
const cutStations = ({ ledger: { ports, cut } }: SumsAsked): string | null => {
  if (cut !== null) return cut.length === 0 ? null : '{cut:Array(String)}';
  return ports === null ? null : `(SELECT station_id FROM (${cutPorts(ports)}))`;
};

/** Whether states alone say what time counts as, so that it can be read off at two instants. */
const byStateAlone = ({ classes: readings, causes }: Rulebook): boolean =>
  Object.keys(causes).length === 0 && readings.unknown.class === 'unknown';

/**
 * Milliseconds by class of every port that was heard of: station_id, port, up_ms, down_ms,
 * ineligible_ms. Of all ports it is the difference between two instants, whatever lies between
 * them; piece by piece for stations that are named, and for those of which a port came or went.
 */
export const countedSql = (asked: SumsAsked): string => {
  const { rulebook, station_id } = asked;
  if (station_id !== undefined || !byStateAlone(rulebook)) return summedSql(piecesSql(asked));
  const cut = cutStations(asked);
  const marks = marksOf(asked).map((mark) => markSql(asked, mark, cut));
  const between =
    `SELECT station_id, port, ${classes.map((name) => `sum(${name}) AS ${name}_ms`).join(', ')}\n` +
    `FROM (${marks.join('\nUNION ALL\n')}) GROUP BY station_id, port`;
  if (cut === null) return between;
  const apart = summedSql(piecesSql(asked, { stations: cut, timeline: availability }));
  return `${between}\nUNION ALL\n${apart}`;
};
