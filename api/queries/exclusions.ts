// Declared exclusions.

import { Type } from 'typebox';
import { exclusions as table } from '../../processors/ledger/table.ts';
import { stationParams, textsParam } from '../define.ts';
import { ledgerQuery } from '../known.ts';
import { condition, given, ofStation } from '../sql.ts';

export const exclusions = ledgerQuery(table, {
  name: 'exclusions',
  about: 'Exclusions: times that a rule may leave out of outages, with reason and evidence.',
  params: Type.Object({
    ...stationParams,
    site_id: Type.Optional(textsParam('Site; may be repeated.')),
    reason: Type.Optional(textsParam('Reason; may be repeated.')),
  }),
  where: (params) => [
    ...ofStation(params),
    ...given(params.site_id, (ids) =>
      condition('site_id IN {site_id:Array(String)}', { site_id: ids }),
    ),
    ...given(params.reason, (ids) =>
      condition('reason IN {reason:Array(String)}', { reason: ids }),
    ),
  ],
  example: { reason: 'vandalism' },
});
