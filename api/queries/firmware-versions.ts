// Which firmware stations ran, from when to when.

import { Type } from 'typebox';
import { firmwareVersions as table } from '../../processors/firmware/table.ts';
import { query, rangeParams, stationParams, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, lasting, ofStation, ofTenant, select } from '../sql.ts';

export const firmwareVersions = query({
  name: 'firmware-versions',
  path: '/v1/firmware-versions',
  answers: 'list',
  needs: 'operations',
  about: 'Which firmware stations ran at some time within the range, from when to when.',
  params: Type.Object({
    ...rangeParams,
    station_id: stationParams.station_id,
    firmware_version: Type.Optional(textsParam('Version; may be repeated.')),
    model: Type.Optional(textsParam('Model; may be repeated.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        lasting({ start: 'started_at', end: 'ended_at' }, from, to),
        ...ofStation(params),
        ...given(params.firmware_version, (firmware_version) =>
          condition('firmware_version IN {firmware_version:Array(String)}', { firmware_version }),
        ),
        ...given(params.model, (model) => condition('model IN {model:Array(String)}', { model })),
      ],
    }),
  row: rowOf(table),
  key: () => ['started_at', 'station_id'],
  example: { model: 'M' },
});
