// How well stations behave, by day.

import { Type } from 'typebox';
import { stationQuality as table } from '../../processors/profiles/table.ts';
import { query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { ofStation, ofTenant, select, within } from '../sql.ts';

export const stationQuality = query({
  name: 'station-quality',
  path: '/v1/station-quality',
  answers: 'list',
  needs: 'operations',
  about: 'Per station and day: clock, silence, loops, bad frames, heartbeat and meter.',
  params: Type.Object({ ...rangeParams, ...stationParams }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [ofTenant(tenant), within('day', from, to), ...ofStation(params)],
    }),
  row: rowOf(table),
  key: () => ['day', 'station_id'],
  example: {},
});
