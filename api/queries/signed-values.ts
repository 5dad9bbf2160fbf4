// Signed meter values as they came, and whether their signatures are good.

import { Type } from 'typebox';
import { signedValues as table } from '../../processors/signed/table.ts';
import { query, rangeParams, stationParams, textParam, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const signedValues = query({
  name: 'signed-values',
  path: '/v1/signed-values',
  answers: 'list',
  needs: 'billing',
  about:
    'Signed meter values that came in the range: the text unchanged, what it says, and whether ' +
    'the signature is good. The text and the public key are what a transparency software asks for.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    session_id: Type.Optional(textParam("The ledger's own id of the session.")),
    verdict: Type.Optional(textsParam('Verdict on the signature; may be repeated.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('received_at', from, to),
        ...ofStation(params),
        ...given(params.session_id, (session_id) =>
          condition('session_id = {session_id:String}', { session_id }),
        ),
        ...given(params.verdict, (verdict) =>
          condition('verdict IN {verdict:Array(String)}', { verdict }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['received_at', 'station_id', 'event_id', 'ordinal'],
  example: { verdict: 'invalid' },
});
