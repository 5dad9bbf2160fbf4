// What stations tell of grid events, priorities and profiles.

import { Type } from 'typebox';
import { notices as table } from '../../processors/notices/table.ts';
import { query, rangeParams, stationParams, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const notices = query({
  name: 'notices',
  path: '/v1/notices',
  answers: 'list',
  needs: 'operations',
  about: 'Grid events, priorities and profiles that were told in the range.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    message: Type.Optional(textsParam('As NotifyDERAlarm; may be repeated.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('told_at', from, to),
        ...ofStation(params),
        ...given(params.message, (message) =>
          condition('message IN {message:Array(String)}', { message }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['told_at', 'station_id', 'event_id'],
  example: {},
});
