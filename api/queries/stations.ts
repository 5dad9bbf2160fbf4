// Which stations there are, as last known.

import { Type } from 'typebox';
import { stations as table } from '../../processors/stations/table.ts';
import { query, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { ofStation, ofTenant, select } from '../sql.ts';

export const stations = query({
  name: 'stations',
  path: '/v1/stations',
  answers: 'list',
  about: 'Charging stations as last known, by their identity.',
  params: Type.Object({ station_id: stationParams.station_id }),
  sql: ({ params, tenant }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [ofTenant(tenant), ...ofStation(params)],
    }),
  row: rowOf(table),
  key: () => ['station_id'],
  example: {},
});
