// Charge detail records as issued.

import { Type } from 'typebox';
import { cdrs as table } from '../../processors/ledger/table.ts';
import { stationParams, textsParam } from '../define.ts';
import { ledgerQuery } from '../known.ts';
import { condition, given, ofStation } from '../sql.ts';

export const cdrs = ledgerQuery(table, {
  name: 'cdrs',
  about: 'Charge detail records as they were issued and credited, each an OCPI CDR object.',
  params: Type.Object({
    ...stationParams,
    site_id: Type.Optional(textsParam('Site; may be repeated.')),
    cdr_id: Type.Optional(textsParam('CDR; may be repeated.')),
    session_id: Type.Optional(textsParam('Session; may be repeated.')),
    period_id: Type.Optional(textsParam('Period; may be repeated.')),
  }),
  where: (params) => [
    ...ofStation(params),
    ...given(params.site_id, (ids) =>
      condition('site_id IN {site_id:Array(String)}', { site_id: ids }),
    ),
    ...given(params.cdr_id, (ids) =>
      condition('cdr_id IN {cdr_id:Array(String)}', { cdr_id: ids }),
    ),
    ...given(params.session_id, (ids) =>
      condition('session_id IN {session_id:Array(String)}', { session_id: ids }),
    ),
    ...given(params.period_id, (ids) =>
      condition('period_id IN {period_id:Array(String)}', { period_id: ids }),
    ),
  ],
  example: { period_id: '2026-03' },
});
