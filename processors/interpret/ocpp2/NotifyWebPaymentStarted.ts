// OCPP 2.1 NotifyWebPaymentStarted: somebody pays for an EVSE by telephone.

import { field, idOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { tells } from '../tells.ts';

export const interpretCommand: Interpreter = ({ payload, receivedAt }) => [
  tells({
    type: 'PaymentReported',
    at: receivedAt,
    port: idOf(field(payload, 'evseId')),
    message: 'NotifyWebPaymentStarted',
    kind: 'web_payment',
    transactionId: '',
    amount_milli: null,
    status: '',
    reference: '',
  }),
];
