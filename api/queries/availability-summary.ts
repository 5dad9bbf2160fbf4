// How long each port was in each state, and how long that is not known.

import { Type } from 'typebox';
import { availability, availabilityByTime } from '../../processors/availability/table.ts';
import { query, rangeParams, stationParams } from '../define.ts';
import { field, fieldOf, row } from '../fields.ts';
import { instantParam, lasting, ofStation, ofTenant, select, withLength } from '../sql.ts';

/** The states that say something; whatever else a row may hold is unknown. */
const states = [
  'available',
  'occupied',
  'charging',
  'reserved',
  'unavailable',
  'faulted',
  'offline',
] as const;

const [from, to, known] = ['from', 'to', 'known_until'].map(instantParam);
const { columns } = availability;

const spent_ms =
  `greatest(0, dateDiff('millisecond', greatest(started_at, ${from}), ` +
  `least(ifNull(ended_at, ${known}), ${to})))`;

const seconds = (milliseconds: string): string => `toDecimal64(${milliseconds}, 3) / 1000`;

// Unknown is what is left: stated as unknown, before the first word of a port, or not folded yet.
const known_ms = `sumIf(${spent_ms}, state IN (${states.map((s) => `'${s}'`).join(', ')}))`;
const window_ms = `dateDiff('millisecond', ${from}, ${to})`;
const unknown_ms = `(${window_ms} - ${known_ms})`;

export const availabilitySummary = query({
  name: 'availability-summary',
  path: '/v1/availability/summary',
  answers: 'list',
  needs: 'compliance',
  about:
    'Seconds that each port spent in each state within the range. The states add up to ' +
    'duration_s; time of which nothing is known is unknown, and counts neither as up nor as down.',
  params: Type.Object({ ...rangeParams, ...stationParams }),
  sql: ({ params, tenant, ...asked }) =>
    select({
      columns: [
        'station_id',
        'port',
        `${seconds(window_ms)} AS duration_s`,
        ...states.map(
          (state) => `${seconds(`sumIf(${spent_ms}, state = '${state}')`)} AS ${state}_s`,
        ),
        `${seconds(unknown_ms)} AS unknown_s`,
        `toDecimal64(${unknown_ms} * 100, 3) / ${window_ms} AS unknown_percent`,
      ],
      from: (params.station_id === undefined ? availabilityByTime : availability).name,
      where: [
        ofTenant(tenant),
        withLength({ start: 'started_at', end: 'ended_at' }),
        lasting({ start: 'started_at', end: 'ended_at' }, asked.from, asked.to),
        ...ofStation(params),
      ],
      params: { known_until: asked.known_until },
      groupBy: ['station_id', 'port'],
    }),
  row: row({
    station_id: fieldOf(columns.station_id),
    port: fieldOf(columns.port),
    duration_s: field('decimal', 'Length of the range, seconds.'),
    ...Object.fromEntries(
      states.map((state) => [`${state}_s`, field('decimal', `Seconds in the state ${state}.`)]),
    ),
    unknown_s: field('decimal', 'Seconds of which the state is not known.'),
    unknown_percent: field('decimal', 'Share of the range of which the state is not known.'),
  }),
  key: () => ['station_id', 'port'],
  example: {},
});
