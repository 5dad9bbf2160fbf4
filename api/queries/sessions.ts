// Charging sessions of a span of time, in the order in which the gateway heard of them.

import { Type } from 'typebox';
import { sessions as table } from '../../processors/sessions/table.ts';
import { choice, query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const sessions = query({
  name: 'sessions',
  path: '/v1/sessions',
  answers: 'list',
  about:
    'Charging sessions that began in the range, ordered by when the gateway first heard of them, ' +
    'which never changes: pages neither skip nor repeat while sessions are being added.',
  params: Type.Object({
    ...rangeParams,
    by: Type.Optional(
      choice(
        ['started_at', 'ended_at', 'opened_at'],
        'Which instant of a session the range is about: start or end by the clock of the ' +
          'station, or when the gateway first heard of it. Default: started_at.',
      ),
    ),
    ...stationParams,
    state: Type.Optional(choice(['open', 'ended'], 'State of the session.')),
    outcome: Type.Optional(
      choice(['open', 'success', 'failed', 'abandoned', 'unknown'], 'Outcome of the session.'),
    ),
    min_energy_wh: Type.Optional(
      Type.String({
        pattern: String.raw`^\d{1,12}(\.\d{1,3})?$`,
        description: 'Least energy in watt-hours, with three decimals at most, as 500 or 0.001.',
      }),
    ),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within(params.by ?? 'started_at', from, to),
        ...ofStation(params),
        ...given(params.state, (state) => condition('state = {state:String}', { state })),
        ...given(params.outcome, (outcome) => condition('outcome = {outcome:String}', { outcome })),
        ...given(params.min_energy_wh, (min_energy_wh) =>
          condition('energy_wh >= {min_energy_wh:Decimal(18, 3)}', { min_energy_wh }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['opened_at', 'station_id', 'session_id'],
  example: { state: 'ended', min_energy_wh: '100', order: 'desc' },
});
