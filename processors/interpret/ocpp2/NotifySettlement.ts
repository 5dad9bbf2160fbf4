// OCPP 2.1 NotifySettlement: a payment terminal settled, or could not.

import { thousandths } from '../../../lib/units.ts';
import { field, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { tells } from '../tells.ts';
import { whenOf } from '../when.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const when = whenOf(field(payload, 'settlementTime'), receivedAt);
  return [
    ...when.doubts,
    tells({
      type: 'PaymentReported',
      at: when.at,
      port: 0,
      message: 'NotifySettlement',
      kind: 'settlement',
      transactionId: textOf(field(payload, 'transactionId')).slice(0, 64),
      amount_milli: thousandths(textOf(field(payload, 'settlementAmount'))),
      status: textOf(field(payload, 'status')).slice(0, 64),
      reference: textOf(field(payload, 'pspRef')).slice(0, 255),
    }),
  ];
};
