// How complete the log is, by station and hour.

import { Type } from 'typebox';
import { completeness as table } from '../../processors/completeness/table.ts';
import { query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { ofStation, ofTenant, select, within } from '../sql.ts';

export const completeness = query({
  name: 'completeness',
  path: '/v1/completeness',
  answers: 'list',
  needs: 'compliance',
  about: 'Per station and hour: events confirmed, read, set aside and missing, and heartbeats.',
  params: Type.Object({ ...rangeParams, ...stationParams }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [ofTenant(tenant), within('hour', from, to), ...ofStation(params)],
    }),
  row: rowOf(table),
  key: () => ['hour', 'station_id'],
  example: {},
});
