// Limits that were set from outside stations.

import { Type } from 'typebox';
import { chargingLimits as table } from '../../processors/battery/table.ts';
import { query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { lasting, ofStation, ofTenant, select } from '../sql.ts';

export const chargingLimits = query({
  name: 'charging-limits',
  path: '/v1/charging-limits',
  answers: 'list',
  needs: 'operations',
  about:
    'Limits set from outside the station, as by the grid, that lasted at some time in the range.',
  params: Type.Object({ ...rangeParams, ...stationParams }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        lasting({ start: 'set_at', end: 'cleared_at' }, from, to),
        ...ofStation(params),
      ],
    }),
  row: rowOf(table),
  key: () => ['set_at', 'station_id', 'port', 'source'],
  example: {},
});
