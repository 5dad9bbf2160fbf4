// Tariffs as published.

import { Type } from 'typebox';
import { tariffs as table } from '../../processors/ledger/table.ts';
import { textsParam } from '../define.ts';
import { ledgerQuery } from '../known.ts';
import { condition, given } from '../sql.ts';

export const tariffs = ledgerQuery(table, {
  name: 'tariffs',
  about: 'Tariffs as they were published, each an OCPI tariff object with its validity.',
  params: Type.Object({
    tariff_id: Type.Optional(textsParam('Tariff; may be repeated.')),
  }),
  where: (params) => [
    ...given(params.tariff_id, (ids) =>
      condition('tariff_id IN {tariff_id:Array(String)}', { tariff_id: ids }),
    ),
  ],
  example: { valid_at: '2026-03-01' },
});
