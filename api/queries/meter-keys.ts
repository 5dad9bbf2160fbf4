// Public keys that people registered for meters.

import { Type } from 'typebox';
import { meterKeys as table } from '../../processors/signed/table.ts';
import { query, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { ofStation, ofTenant, select } from '../sql.ts';

export const meterKeys = query({
  name: 'meter-keys',
  path: '/v1/meter-keys',
  answers: 'list',
  needs: 'billing',
  about: 'Public keys that were registered for meters, those withdrawn as well.',
  params: Type.Object({ ...stationParams }),
  sql: ({ params, tenant }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [ofTenant(tenant), ...ofStation(params)],
    }),
  row: rowOf(table),
  key: () => ['station_id', 'port', 'meter_serial', 'public_key'],
  example: {},
});
