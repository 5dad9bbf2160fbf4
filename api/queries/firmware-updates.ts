// Firmware updates that lasted at some time within a span.

import { Type } from 'typebox';
import { firmwareUpdates as table } from '../../processors/firmware/table.ts';
import { query, rangeParams, stationParams, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, lasting, ofStation, ofTenant, select } from '../sql.ts';

export const firmwareUpdates = query({
  name: 'firmware-updates',
  path: '/v1/firmware-updates',
  answers: 'list',
  needs: 'operations',
  about:
    'Updates of firmware that lasted at some time within the range: their course, and the ' +
    'versions before and after.',
  params: Type.Object({
    ...rangeParams,
    station_id: stationParams.station_id,
    state: Type.Optional(textsParam('As failed; may be repeated.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        lasting({ start: 'requested_at', end: 'ended_at' }, from, to),
        ...ofStation(params),
        ...given(params.state, (state) => condition('state IN {state:Array(String)}', { state })),
      ],
    }),
  row: rowOf(table),
  key: () => ['requested_at', 'station_id', 'update_id'],
  example: { state: 'failed' },
});
