// What stations noticed of their security.

import { Type } from 'typebox';
import { securityEvents as table } from '../../processors/security/table.ts';
import { query, rangeParams, stationParams, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const securityEvents = query({
  name: 'security-events',
  path: '/v1/security-events',
  answers: 'list',
  needs: 'operations',
  about: 'Security events that were told in the range, with the time at which they happened.',
  params: Type.Object({
    ...rangeParams,
    station_id: stationParams.station_id,
    type: Type.Optional(textsParam('As SettingSystemTime; may be repeated.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('told_at', from, to),
        ...ofStation(params),
        ...given(params.type, (type) => condition('type IN {type:Array(String)}', { type })),
      ],
    }),
  row: rowOf(table),
  key: () => ['told_at', 'station_id', 'event_id'],
  example: { type: 'TamperDetectionActivated' },
});
