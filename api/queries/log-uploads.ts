// Logs and diagnostics that stations uploaded.

import { Type } from 'typebox';
import { logUploads as table } from '../../processors/logs/table.ts';
import { query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { ofStation, ofTenant, select, within } from '../sql.ts';

export const logUploads = query({
  name: 'log-uploads',
  path: '/v1/log-uploads',
  answers: 'list',
  needs: 'operations',
  about: 'Uploads of logs and diagnostics asked for in the range, and how they went.',
  params: Type.Object({ ...rangeParams, station_id: stationParams.station_id }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [ofTenant(tenant), within('requested_at', from, to), ...ofStation(params)],
    }),
  row: rowOf(table),
  key: () => ['requested_at', 'station_id', 'upload_id'],
  example: {},
});
