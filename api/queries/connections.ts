// Connections of stations to the gateway.

import { Type } from 'typebox';
import { connections as table } from '../../processors/connections/table.ts';
import { choice, query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, lasting, ofStation, ofTenant, select } from '../sql.ts';

export const connections = query({
  name: 'connections',
  path: '/v1/connections',
  answers: 'list',
  needs: 'operations',
  about: 'Connections that were open at some time within the range, and who ended them.',
  params: Type.Object({
    ...rangeParams,
    station_id: stationParams.station_id,
    closed_by: Type.Optional(choice(['station', 'gateway', 'replaced'], 'Who ended it.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        lasting({ start: 'opened_at', end: 'closed_at' }, from, to),
        ...ofStation(params),
        ...given(params.closed_by, (closed_by) =>
          condition('closed_by = {closed_by:String}', { closed_by }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['opened_at', 'station_id', 'connection_id'],
  example: { closed_by: 'station' },
});
