// Attempts to charge of a span of time, in the order in which the gateway heard of them.

import { Type } from 'typebox';
import { attempts as table } from '../../processors/attempts/table.ts';
import { choice, query, rangeParams, stationParams, textParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const attempts = query({
  name: 'attempts',
  path: '/v1/attempts',
  answers: 'list',
  about:
    'Attempts to charge that the gateway first heard of in the range, with their outcome and the ' +
    'visit that they belong to, in that order.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    outcome: Type.Optional(
      choice(['open', 'success', 'failed', 'abandoned', 'unknown'], 'Outcome of the attempt.'),
    ),
    visit_id: Type.Optional(textParam('The visit: the first attempt of it.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('opened_at', from, to),
        ...ofStation(params),
        ...given(params.outcome, (outcome) => condition('outcome = {outcome:String}', { outcome })),
        ...given(params.visit_id, (visit_id) =>
          condition('visit_id = {visit_id:String}', { visit_id }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['opened_at', 'station_id', 'attempt_id'],
  example: { outcome: 'failed' },
});
