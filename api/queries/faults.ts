// Fault episodes that lasted at some time within a span.

import { Type } from 'typebox';
import { faults as table } from '../../processors/faults/table.ts';
import { choice, query, rangeParams, stationParams, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, lasting, ofStation, ofTenant, select } from '../sql.ts';

const states = { open: 'isNull(cleared_at)', cleared: 'isNotNull(cleared_at)' } as const;

export const faults = query({
  name: 'faults',
  path: '/v1/faults',
  answers: 'list',
  about:
    'Fault episodes that lasted at some time within the range: a fault that was opened before it ' +
    'and still lasts is among them.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    state: Type.Optional(choice(['open', 'cleared'], 'Whether the fault lasts still.')),
    error_code: Type.Optional(
      textsParam('1.6 errorCode, or component/variable of a 2.x NotifyEvent; may be repeated.'),
    ),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        lasting({ start: 'opened_at', end: 'cleared_at' }, from, to),
        ...ofStation(params),
        ...given(params.state, (state) => condition(states[state])),
        ...given(params.error_code, (error_code) =>
          condition('error_code IN {error_code:Array(String)}', { error_code }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['opened_at', 'station_id', 'port', 'error_code', 'vendor_error_code'],
  example: { state: 'open' },
});
