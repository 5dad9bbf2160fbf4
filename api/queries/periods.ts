// Closed periods.

import { Type } from 'typebox';
import { periods as table } from '../../processors/ledger/table.ts';
import { textsParam } from '../define.ts';
import { ledgerQuery } from '../known.ts';
import { condition, given } from '../sql.ts';

export const periods = ledgerQuery(table, {
  name: 'periods',
  about: 'Closed periods: what is said of them later is an adjustment.',
  params: Type.Object({
    period_id: Type.Optional(textsParam('Period; may be repeated.')),
    purpose: Type.Optional(textsParam('billing or filing; may be repeated.')),
  }),
  where: (params) => [
    ...given(params.period_id, (ids) =>
      condition('period_id IN {period_id:Array(String)}', { period_id: ids }),
    ),
    ...given(params.purpose, (ids) =>
      condition('purpose IN {purpose:Array(String)}', { purpose: ids }),
    ),
  ],
  example: { purpose: 'billing' },
});
