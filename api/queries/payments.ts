// What messages say of cost and payment.

import { Type } from 'typebox';
import { payments as table } from '../../processors/payments/table.ts';
import { query, rangeParams, stationParams, textsParam } from '../define.ts';
import { columnsOf, rowOf } from '../fields.ts';
import { condition, given, ofStation, ofTenant, select, within } from '../sql.ts';

export const payments = query({
  name: 'payments',
  path: '/v1/payments',
  answers: 'list',
  needs: 'billing',
  about: 'Cost and payment that messages told of in the range, as they said it.',
  params: Type.Object({
    ...rangeParams,
    ...stationParams,
    transaction_id: Type.Optional(textsParam('Transaction; may be repeated.')),
  }),
  sql: ({ params, tenant, from, to }) =>
    select({
      columns: columnsOf(table),
      from: table.name,
      where: [
        ofTenant(tenant),
        within('told_at', from, to),
        ...ofStation(params),
        ...given(params.transaction_id, (transaction_id) =>
          condition('transaction_id IN {transaction_id:Array(String)}', { transaction_id }),
        ),
      ],
    }),
  row: rowOf(table),
  key: () => ['told_at', 'station_id', 'event_id'],
  example: {},
});
