// What was doubtful in what stations sent.

import { Type } from 'typebox';
import { qualityFlags as table } from '../../processors/quality/table.ts';
import { query, rangeParams, stationParams, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const qualityFlags = query({
  name: 'quality-flags',
  path: '/v1/quality-flags',
  answers: 'list',
  personal: ['detail'],
  about:
    'Doubts about what stations sent: frames that could not be read, values that were treated.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    code: Type.Optional(textsParam('Code of the doubt; may be repeated.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('at', from, to),
        ...ofStation(params),
        ...given(params.code, (code) => condition('code IN {code:Array(String)}', { code })),
      ],
    }),
  row: rowOf(table),
  key: () => ['at', 'station_id', 'event_id', 'code', 'port'],
  example: {},
});
