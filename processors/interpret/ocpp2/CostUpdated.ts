// OCPP 2.x CostUpdated (use case I02): the back end tells the cost of a transaction so far.

import { thousandths } from '../../../lib/units.ts';
import { field, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { tells } from '../tells.ts';

export const interpretCommand: Interpreter = ({ payload, receivedAt }) => [
  tells({
    type: 'PaymentReported',
    at: receivedAt,
    port: 0,
    message: 'CostUpdated',
    kind: 'cost',
    transactionId: textOf(field(payload, 'transactionId')).slice(0, 64),
    amount_milli: thousandths(textOf(field(payload, 'totalCost'))),
    status: '',
    reference: '',
  }),
];
