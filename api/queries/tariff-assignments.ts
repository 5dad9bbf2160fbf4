// Which tariff holds where.

import { Type } from 'typebox';
import { tariffAssignments as table } from '../../processors/ledger/table.ts';
import { stationParams, textsParam } from '../define.ts';
import { ledgerQuery } from '../known.ts';
import { condition, given, ofStation } from '../sql.ts';

export const tariffAssignments = ledgerQuery(table, {
  name: 'tariff-assignments',
  about:
    'Tariff assignments: that of a port goes before that of its station, and that before its site.',
  params: Type.Object({
    ...stationParams,
    site_id: Type.Optional(textsParam('Site; may be repeated.')),
    tariff_id: Type.Optional(textsParam('Tariff; may be repeated.')),
  }),
  where: (params) => [
    ...ofStation(params),
    ...given(params.site_id, (ids) =>
      condition('site_id IN {site_id:Array(String)}', { site_id: ids }),
    ),
    ...given(params.tariff_id, (ids) =>
      condition('tariff_id IN {tariff_id:Array(String)}', { tariff_id: ids }),
    ),
  ],
  example: { valid_at: '2026-03-01' },
});
