// Boots of stations.

import { Type } from 'typebox';
import { boots as table } from '../../processors/boots/table.ts';
import { query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { ofStation, ofTenant, select, within } from '../sql.ts';

export const boots = query({
  name: 'boots',
  path: '/v1/boots',
  answers: 'list',
  needs: 'operations',
  about: 'Boots that stations told of in the range, with reason, version and answer.',
  params: Type.Object({ ...rangeParams, station_id: stationParams.station_id }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [ofTenant(tenant), within('booted_at', from, to), ...ofStation(params)],
    }),
  row: rowOf(table),
  key: () => ['booted_at', 'station_id', 'event_id'],
  example: {},
});
