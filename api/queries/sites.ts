// Charging sites as registered.

import { Type } from 'typebox';
import { sites as table } from '../../processors/ledger/table.ts';
import { textsParam } from '../define.ts';
import { ledgerQuery } from '../known.ts';
import { condition, given } from '../sql.ts';

export const sites = ledgerQuery(table, {
  name: 'sites',
  about: 'Charging sites as they were registered: names, places, operators, funding.',
  params: Type.Object({
    site_id: Type.Optional(textsParam('Site; may be repeated.')),
  }),
  where: (params) => [
    ...given(params.site_id, (ids) =>
      condition('site_id IN {site_id:Array(String)}', { site_id: ids }),
    ),
  ],
  example: { valid_at: '2026-03-01' },
});
