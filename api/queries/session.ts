// One charging session.

import { Type } from 'typebox';
import { sessions as table } from '../../processors/sessions/table.ts';
import { query, textParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, ofTenant, select } from '../sql.ts';

export const session = query({
  name: 'session',
  path: '/v1/sessions/:session_id',
  answers: 'one',
  about: 'One charging session.',
  params: Type.Object({ session_id: textParam("The ledger's own id of the session.") }),
  sql: ({ params, tenant }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        condition('session_id = {session_id:String}', { session_id: params.session_id }),
      ],
    }),
  row: rowOf(table),
  key: () => ['opened_at', 'station_id', 'session_id'],
  example: { session_id: 'none' },
});
