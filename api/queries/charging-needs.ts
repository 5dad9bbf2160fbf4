// What vehicles asked for and planned.

import { Type } from 'typebox';
import { chargingNeeds as table } from '../../processors/battery/table.ts';
import { choice, query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const chargingNeeds = query({
  name: 'charging-needs',
  path: '/v1/charging-needs',
  answers: 'list',
  about:
    'What vehicles asked for in the range, when they mean to leave, and how they plan to charge.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    kind: Type.Optional(choice(['needs', 'schedule'], 'What was asked for, or what is planned.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('received_at', from, to),
        ...ofStation(params),
        ...given(params.kind, (kind) => condition('kind = {kind:String}', { kind })),
      ],
    }),
  row: rowOf(table),
  key: () => ['received_at', 'station_id', 'event_id'],
  example: { kind: 'needs' },
});
