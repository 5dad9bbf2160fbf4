// How long each port was in each state, and how long that is not known.

import { Type, type Static } from 'typebox';
import { availability, timed } from '../../processors/availability/table.ts';
import type { Query } from '../../store/port.ts';
import { query, rangeParams, stationParams, type Asked } from '../define.ts';
import { field, fieldOf, row } from '../fields.ts';
import { instantParam, lasting, ofStation, ofTenant, select, withLength } from '../sql.ts';
import { timeByStateSql, timeColumn } from '../time-by-state.ts';

const { columns } = availability;
const [from, to, known] = ['from', 'to', 'known_until'].map(instantParam);
const span = { start: 'started_at', end: 'ended_at' } as const;

const seconds = (milliseconds: string): string => `toDecimal64(${milliseconds}, 3) / 1000`;

/** Time in a state of stations that are named, whose intervals lie side by side: added up. */
const spentSql = (state: string): string =>
  "sumIf(greatest(0, dateDiff('millisecond', greatest(started_at, " +
  `${from}), least(ifNull(ended_at, ${known}), ${known}, ${to}))), state = '${state}')`;

type SummaryAsked = Asked<Static<typeof params>>;

/** Milliseconds by state of each port that was heard of. */
const timesOf = ({ params: filter, tenant, ...asked }: SummaryAsked): Query => {
  const where = [ofTenant(tenant), ...ofStation(filter)];
  const given = { from: asked.from, to: asked.to, known_until: asked.known_until };
  if (filter.station_id === undefined) {
    const bound = Object.assign({}, given, ...where.map((one) => one.params));
    return { sql: timeByStateSql(where, given), params: bound };
  }
  return select({
    columns: [
      'station_id',
      'port',
      ...timed.map((state) => `${spentSql(state)} AS ${timeColumn(state)}`),
    ],
    from: availability.name,
    where: [...where, withLength(span), lasting(span, asked.from, asked.to)],
    params: { known_until: asked.known_until },
    groupBy: ['station_id', 'port'],
  });
};

const window_ms = '({to:Int64} - {from:Int64})';
// Unknown is what is left: stated as unknown, before the first word of a port, or not folded yet.
const unknown_ms = `(${window_ms} - ${timed.map(timeColumn).join(' - ')})`;

const params = Type.Object({ ...rangeParams, ...stationParams });

export const availabilitySummary = query({
  name: 'availability-summary',
  path: '/v1/availability/summary',
  answers: 'list',
  needs: 'compliance',
  about:
    'Seconds that each port spent in each state within the range. The states add up to ' +
    'duration_s; time of which nothing is known is unknown, and counts neither as up nor as down.',
  params,
  sql: (asked) => {
    const times = timesOf(asked);
    const told = [
      'station_id',
      'port',
      `${seconds(window_ms)} AS duration_s`,
      ...timed.map((state) => `${seconds(timeColumn(state))} AS ${state}_s`),
      `${seconds(unknown_ms)} AS unknown_s`,
      `toDecimal64(${unknown_ms} * 100, 3) / ${window_ms} AS unknown_percent`,
    ];
    return { sql: `SELECT ${told.join(', ')}\nFROM (${times.sql})`, params: times.params };
  },
  row: row({
    station_id: fieldOf(columns.station_id),
    port: fieldOf(columns.port),
    duration_s: field('decimal', 'Length of the range, seconds.'),
    ...Object.fromEntries(
      timed.map((state) => [`${state}_s`, field('decimal', `Seconds in the state ${state}.`)]),
    ),
    unknown_s: field('decimal', 'Seconds of which the state is not known.'),
    unknown_percent: field('decimal', 'Share of the range of which the state is not known.'),
  }),
  key: () => ['station_id', 'port'],
  example: {},
});
