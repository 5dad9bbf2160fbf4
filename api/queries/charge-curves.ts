// Charge curves: power, charge and energy over the course of sessions.

import { Type } from 'typebox';
import { battery as table } from '../../processors/battery/table.ts';
import { query, rangeParams, stationParams, textParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const chargeCurves = query({
  name: 'charge-curves',
  path: '/v1/charge-curves',
  answers: 'list',
  about:
    'Points of the charge curves of sessions that were opened in the range: energy since the ' +
    'start, power, state of charge, and voltage and current where they were sampled beside it.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    session_id: Type.Optional(textParam("The ledger's own id of the session.")),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('opened_at', from, to),
        ...ofStation(params),
        ...given(params.session_id, (session_id) =>
          condition('session_id = {session_id:String}', { session_id }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['opened_at', 'station_id', 'session_id', 'at'],
  example: {},
});
