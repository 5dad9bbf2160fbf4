// Outages that lasted at some time within a span.

import { Type } from 'typebox';
import { outages as table } from '../../processors/availability/table.ts';
import { choice, query, rangeParams, stationParams } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, lasting, ofStation, ofTenant, select, withLength } from '../sql.ts';

const span = { start: 'started_at', end: 'ended_at' } as const;

const states = { open: 'isNull(ended_at)', ended: 'isNotNull(ended_at)' } as const;

export const outages = query({
  name: 'outages',
  path: '/v1/outages',
  answers: 'list',
  needs: 'compliance',
  about:
    'Outages that lasted at some time within the range, whole and not cut to it: the longest spans ' +
    'in which a port was offline, faulted or unavailable. Whether one counts is for a rulebook to ' +
    'say.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    state: Type.Optional(choice(['open', 'ended'], 'Whether the outage lasts still.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        withLength(span),
        lasting(span, from, to),
        ...ofStation(params),
        ...given(params.state, (state) => condition(states[state])),
      ],
    }),
  row: rowOf(table),
  key: () => ['started_at', 'station_id', 'port'],
  example: { state: 'open' },
});
