// How complete the log and the tables are, by station and hour: a sum that must come out even.

import { Type } from 'typebox';
import { completeness as table } from '../../processors/completeness/table.ts';
import { query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, field, fieldOf, row } from '../fields.ts';
import { ofStation, ofTenant, select, within } from '../sql.ts';

/** Events that the fold could not take, by station and hour: in the log, not in the tables. */
const asideEvents = `(SELECT station_id,
    toDateTime64(toStartOfHour(assumeNotNull(received_at)), 3, 'UTC') AS hour
  FROM laddbok.events_set_aside
  WHERE tenant = {tenant:String} AND received_at IS NOT NULL)`;

const aside = `(SELECT station_id, hour, toUInt32(count()) AS n
  FROM ${asideEvents} GROUP BY station_id, hour)`;

/**
 * The numbering of a connection knows nothing of what was set aside: it misses that number as well,
 * in the hour of the next event that was folded. What it misses beyond those is lost.
 */
const noticed = `(SELECT s.station_id AS station_id, g.hour AS hour, toUInt32(count()) AS n
  FROM ${asideEvents} AS s ASOF JOIN (
    SELECT station_id, hour FROM laddbok.${table.name}
    WHERE tenant = {tenant:String} AND missing > 0
  ) AS g ON s.station_id = g.station_id AND s.hour <= g.hour
  GROUP BY s.station_id, g.hour)`;

const lost = 'greatest(c.missing, noticed.n) - noticed.n';

const sums: Readonly<Record<string, string>> = {
  confirmed: `c.events + aside.n + ${lost}`,
  stored: 'c.events',
  set_aside: 'aside.n',
  lost,
};

const joined = (sql: string, name: string): string =>
  `LEFT JOIN ${sql} AS ${name} ON ${name}.station_id = c.station_id AND ${name}.hour = c.hour`;

const counted = (about: string) => field('integer', about);

export const completeness = query({
  name: 'completeness',
  path: '/v1/completeness',
  answers: 'list',
  needs: 'compliance',
  about:
    'Per station and hour: confirmed by the gateway = stored + set aside + lost; and what of it ' +
    'was read, and heartbeats.',
  params: Type.Object({ ...rangeParams, ...stationParams }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: [
        ...columnsOf(table).map((name) => `c.${name} AS ${name}`),
        ...Object.entries(sums).map(([name, sql]) => `toUInt32(${sql}) AS ${name}`),
      ],
      from: `${table.name} AS c ${joined(aside, 'aside')} ${joined(noticed, 'noticed')}`,
      where: [ofTenant(tenant), within('c.hour', from, to), ...ofStation(params, 'c.')],
    }),
  row: row({
    ...Object.fromEntries(
      Object.entries(table.columns)
        .filter(([name]) => name !== 'tenant')
        .map(([name, column]) => [name, fieldOf(column)]),
    ),
    confirmed: counted('Events that the gateway has confirmed, by its numbering.'),
    stored: counted('Events that are in the tables.'),
    set_aside: counted('Events in the log that the fold could not take.'),
    lost: counted('Events that were confirmed and are nowhere: 0, or data were lost.'),
  }),
  key: () => ['hour', 'station_id'],
  example: {},
});
