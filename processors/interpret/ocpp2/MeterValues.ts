// OCPP 2.x MeterValues (use case J01): clock-aligned samples of an EVSE outside transactions.

import { field, idOf } from '../json.ts';
import { readings2 } from '../meter-values.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) =>
  readings2(field(payload, 'meterValue'), {
    port: idOf(field(payload, 'evseId')),
    transactionId: '',
    receivedAt,
  });
