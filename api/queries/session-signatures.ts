// What the signed meter values of sessions come to.

import { Type } from 'typebox';
import { sessionSignatures as table } from '../../processors/signed/table.ts';
import { query, rangeParams, stationParams, textParam, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const sessionSignatures = query({
  name: 'session-signatures',
  path: '/v1/session-signatures',
  answers: 'list',
  needs: 'billing',
  about:
    'Verdict on the signed meter values of each session that was opened in the range, the energy ' +
    'between them, and how it differs from the unsigned register. Only sessions that have some.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    session_id: Type.Optional(textParam("The ledger's own id of the session.")),
    signed_verdict: Type.Optional(textsParam('Verdict on the session; may be repeated.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('opened_at', from, to),
        ...ofStation(params),
        ...given(params.session_id, (session_id) =>
          condition('session_id = {session_id:String}', { session_id }),
        ),
        ...given(params.signed_verdict, (signed_verdict) =>
          condition('signed_verdict IN {signed_verdict:Array(String)}', { signed_verdict }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['opened_at', 'station_id', 'session_id'],
  example: { signed_verdict: 'valid' },
});
