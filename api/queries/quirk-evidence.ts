// What was seen of the quirks of stations.

import { Type } from 'typebox';
import { quirkEvidence as table } from '../../processors/quirks/table.ts';
import { query, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { ofStation, ofTenant, select } from '../sql.ts';

export const quirkEvidence = query({
  name: 'quirk-evidence',
  path: '/v1/quirk-evidence',
  answers: 'list',
  needs: 'operations',
  about: 'Evidence from which quirk cards are proposed, by station.',
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
