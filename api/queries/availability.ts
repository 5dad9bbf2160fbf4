// The neutral timeline of each port, cut to a span of time.

import { Type } from 'typebox';
import { availability as table } from '../../processors/availability/table.ts';
import { query, rangeParams, stationParams } from '../define.ts';
import { field, fieldOf, row } from '../fields.ts';
import { instantParam, lasting, ofStation, ofTenant, select, withLength } from '../sql.ts';

const [from, to, known] = ['from', 'to', 'known_until'].map(instantParam);
const { columns } = table;

/** How much of the interval lies within the range and is known, in seconds. */
const duration =
  `toDecimal64(greatest(0, dateDiff('millisecond', greatest(a.started_at, ${from}), ` +
  `least(ifNull(a.ended_at, ${known}), ${to}))), 3) / 1000`;

export const availability = query({
  name: 'availability',
  path: '/v1/availability',
  answers: 'list',
  needs: 'compliance',
  about:
    'Timeline of each port within the range: intervals without gap or overlap, the first and the ' +
    'last cut to the range. It is neutral: what counts as up is for a rulebook to say.',
  params: Type.Object({ ...rangeParams, ...stationParams }),
  sql: ({ params, tenant, ...asked }) =>
    select({
      columns: [
        'station_id',
        'port',
        'a.started_at AS began_at',
        `greatest(a.started_at, ${from}) AS started_at`,
        `if(isNull(a.ended_at) AND ${to} > ${known}, NULL, ` +
          `least(ifNull(a.ended_at, ${to}), ${to})) AS ended_at`,
        `${duration} AS duration_s`,
        'state',
        'cause',
        'event_id',
      ],
      from: `${table.name} AS a`,
      where: [
        ofTenant(tenant),
        withLength({ start: 'a.started_at', end: 'a.ended_at' }),
        lasting({ start: 'a.started_at', end: 'a.ended_at' }, asked.from, asked.to),
        ...ofStation(params),
      ],
      params: { known_until: asked.known_until },
    }),
  row: row({
    station_id: fieldOf(columns.station_id),
    port: fieldOf(columns.port),
    began_at: field('instant', 'Start of the whole interval; before `from` where it was cut.'),
    started_at: field('instant', 'Start of the interval within the range.'),
    ended_at: field('instant', 'End of the interval within the range; null while it lasts.', {
      nullable: true,
    }),
    duration_s: field(
      'decimal',
      'Seconds of the interval within the range. One that lasts still counts until now, or until ' +
        'as_of while the answer is not complete.',
    ),
    state: fieldOf(columns.state),
    cause: fieldOf(columns.cause),
    event_id: fieldOf(columns.event_id),
  }),
  key: () => ['station_id', 'port', 'began_at'],
  example: {},
});
