// The time of ports by class, counted from the timeline: piece by piece, or between two instants.

import type { Table } from '../../schemas/table.ts';
import { availability, availabilityByTime, timed } from '../../processors/availability/table.ts';
import { condition, instantParam, lasting, ofStation, ofTenant, withLength } from '../sql.ts';
import { timeByStateSql, timeColumn } from '../time-by-state.ts';
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
    withLength(span),
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

/** The classes that are counted; what is left is unknown. */
export const countedClasses = ['up', 'down', 'ineligible'] as const;

const summedSql = (pieces: string): string => {
  const of = (name: Class): string => `sumIf(e - s, class = '${name}') AS ${name}_ms`;
  return (
    `SELECT station_id, port, ${countedClasses.map(of).join(', ')}\n` +
    `FROM (${pieces}) GROUP BY station_id, port`
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
export const byStateAlone = ({ classes: readings, causes }: Rulebook): boolean =>
  Object.keys(causes).length === 0 && readings.unknown.class === 'unknown';

/** Time of a class, from that of its states. */
const ofClass = ({ classes: readings }: Rulebook, name: Class): string => {
  const of = timed.filter((state) => readings[state].class === name).map(timeColumn);
  return `${of.length === 0 ? 'toInt64(0)' : of.join(' + ')} AS ${name}_ms`;
};

/**
 * Milliseconds by class of every port that was heard of: station_id, port, up_ms, down_ms,
 * ineligible_ms. Of all ports it is read off at two instants; piece by piece for stations that are
 * named, and for those of which a port came or went.
 */
export const countedSql = (asked: SumsAsked): string => {
  const { rulebook, station_id, window, known_until } = asked;
  if (station_id !== undefined || !byStateAlone(rulebook)) return summedSql(piecesSql(asked));
  const cut = cutStations(asked);
  const stood = cut === null ? [] : [condition(`station_id NOT IN ${cut}`)];
  const times = timeByStateSql([...ofPorts(asked), ...stood], { ...window, known_until });
  const between =
    `SELECT station_id, port, ${countedClasses.map((name) => ofClass(rulebook, name)).join(', ')}\n` +
    `FROM (${times})`;
  if (cut === null) return between;
  const apart = summedSql(piecesSql(asked, { stations: cut, timeline: availability }));
  return `${between}\nUNION ALL\n${apart}`;
};
