// Batteries put into swap stations and taken out of them.

import { Type } from 'typebox';
import { batterySwaps as table } from '../../processors/battery/table.ts';
import { query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { ofStation, ofTenant, select, within } from '../sql.ts';

export const batterySwaps = query({
  name: 'battery-swaps',
  path: '/v1/battery-swaps',
  answers: 'list',
  about: 'Batteries put into swap stations and taken out of them, with their charge and health.',
  params: Type.Object({ ...rangeParams, ...stationParams }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [ofTenant(tenant), within('at', from, to), ...ofStation(params)],
    }),
  row: rowOf(table),
  key: () => ['at', 'station_id', 'event_id', 'port', 'serial_number'],
  example: {},
});
