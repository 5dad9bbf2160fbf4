// Charging ports as registered.

import { Type } from 'typebox';
import { ports as table } from '../../processors/ledger/table.ts';
import { stationParams, textsParam } from '../define.ts';
import { ledgerQuery } from '../known.ts';
import { condition, given, ofStation } from '../sql.ts';

export const ports = ledgerQuery(table, {
  name: 'ports',
  about:
    'Charging ports as they were registered: ids in registers, rating, connectors, funding, meter.',
  params: Type.Object({
    ...stationParams,
    site_id: Type.Optional(textsParam('Site; may be repeated.')),
  }),
  where: (params) => [
    ...ofStation(params),
    ...given(params.site_id, (ids) =>
      condition('site_id IN {site_id:Array(String)}', { site_id: ids }),
    ),
  ],
  example: { valid_at: '2026-03-01' },
});
