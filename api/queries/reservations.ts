// Reservations of ports.

import { Type } from 'typebox';
import { reservations as table } from '../../processors/reservations/table.ts';
import { query, rangeParams, stationParams, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const reservations = query({
  name: 'reservations',
  path: '/v1/reservations',
  answers: 'list',
  needs: 'operations',
  about: 'Reservations asked for in the range, and what became of them.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    state: Type.Optional(textsParam('As active; may be repeated.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('requested_at', from, to),
        ...ofStation(params),
        ...given(params.state, (state) => condition('state IN {state:Array(String)}', { state })),
      ],
    }),
  row: rowOf(table),
  key: () => ['requested_at', 'station_id', 'command_id'],
  example: { state: 'active' },
});
