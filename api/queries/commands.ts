// What back ends asked of stations, and what came of it.

import { Type } from 'typebox';
import { commands as table } from '../../processors/commands/table.ts';
import { choice, query, rangeParams, stationParams, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const commands = query({
  name: 'commands',
  path: '/v1/commands',
  answers: 'list',
  personal: ['target', 'detail', 'info'],
  needs: 'operations',
  about:
    'Commands sent in the range: what was asked, what was answered and how fast, and what was ' +
    'seen of it.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    action: Type.Optional(textsParam('As Reset; may be repeated.')),
    state: Type.Optional(
      choice(['awaiting', 'answered', 'error', 'unanswered'], 'How far the command got.'),
    ),
    effect: Type.Optional(
      choice(
        ['awaited', 'observed', 'held', 'missed', 'unknown'],
        'Whether what should follow was seen.',
      ),
    ),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('issued_at', from, to),
        ...ofStation(params),
        ...given(params.action, (action) =>
          condition('action IN {action:Array(String)}', { action }),
        ),
        ...given(params.state, (state) => condition('state = {state:String}', { state })),
        ...given(params.effect, (effect) => condition('effect = {effect:String}', { effect })),
      ],
    }),
  row: rowOf(table),
  key: () => ['issued_at', 'station_id', 'command_id'],
  example: { action: 'Reset', effect: 'missed' },
});
