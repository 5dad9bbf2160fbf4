// How complete the log and the tables are, by station and hour: a sum that must come out even.

import { Type } from 'typebox';
import { completeness as table } from '../../processors/completeness/table.ts';
import { query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, field, fieldOf, row } from '../fields.ts';
import { lost, sumJoins } from '../lost.ts';
import { condition, ofStation, select, within } from '../sql.ts';

const { aside, noticed } = sumJoins('tenant = {tenant:String}');

const sums: Readonly<Record<string, string>> = {
  confirmed: `c.events + aside.n + ${lost}`,
  stored: 'c.events',
  set_aside: 'aside.n',
  lost,
};

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
      from: `${table.name} AS c ${aside} ${noticed}`,
      where: [
        condition('c.tenant = {tenant:String}', { tenant }),
        within('c.hour', from, to),
        ...ofStation(params, 'c.'),
      ],
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
