// Energy beside that of import registers: fed back, reactive, of the whole station, estimated.

import { Type } from 'typebox';
import { otherEnergy as table } from '../../processors/energy/table.ts';
import { query, rangeParams, stationParams, textParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const otherEnergy = query({
  name: 'other-energy',
  path: '/v1/other-energy',
  answers: 'list',
  about:
    'Energy that import registers of ports did not count, in quarters of an hour: exported, ' +
    'reactive, of the whole station, or estimated from power. Never to be added to /v1/energy.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    quantity: Type.Optional(textParam('exported, reactive_imported, station, estimated, …')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('bucket_start', from, to),
        ...ofStation(params),
        ...given(params.quantity, (quantity) =>
          condition('quantity = {quantity:String}', { quantity }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['bucket_start', 'station_id', 'port', 'quantity', 'session_id'],
  example: { quantity: 'exported' },
});
