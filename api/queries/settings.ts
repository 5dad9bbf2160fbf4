// Settings of stations as last told.

import { Type } from 'typebox';
import { settings as table } from '../../processors/settings/table.ts';
import { query, stationParams, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select } from '../sql.ts';

export const settings = query({
  name: 'settings',
  path: '/v1/settings',
  answers: 'list',
  needs: 'operations',
  about:
    'Settings of stations as last told: 1.6 configuration keys, 2.x variables, monitors. Secrets ' +
    'are empty.',
  params: Type.Object({
    ...stationParams,
    variable: Type.Optional(textsParam('Key or variable; may be repeated.')),
    component: Type.Optional(textsParam('2.x component; may be repeated.')),
  }),
  sql: ({ params, tenant }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        ...ofStation(params),
        ...given(params.variable, (variable) =>
          condition('variable IN {variable:Array(String)}', { variable }),
        ),
        ...given(params.component, (component) =>
          condition('component IN {component:Array(String)}', { component }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['station_id', 'component', 'variable', 'port', 'attribute'],
  example: { variable: 'HeartbeatInterval' },
});
