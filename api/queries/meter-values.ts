// What meters told, value by value.

import { Type } from 'typebox';
import { meterValues as table } from '../../processors/samples/table.ts';
import { query, rangeParams, stationParams, textParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const meterValues = query({
  name: 'meter-values',
  path: '/v1/meter-values',
  answers: 'list',
  about:
    'Sampled values as meters told them, each once, in units without multipliers. What follows of ' +
    'them as energy is in /v1/energy and /v1/sessions.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    measurand: Type.Optional(textParam('What was measured, as OCPP names it.')),
    session_id: Type.Optional(textParam("The ledger's own id of the session.")),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('at', from, to),
        ...ofStation(params),
        ...given(params.measurand, (measurand) =>
          condition('measurand = {measurand:String}', { measurand }),
        ),
        ...given(params.session_id, (session_id) =>
          condition('session_id = {session_id:String}', { session_id }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['at', 'station_id', 'port', 'measurand', 'phase', 'location', 'context'],
  example: { measurand: 'Voltage' },
});
