// OCPP 1.6 MeterValues (§6.31): samples of a connector, of a transaction or clock-aligned.

import { field, idOf, textOf } from '../json.ts';
import { readings16 } from '../meter-values.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) =>
  readings16(field(payload, 'meterValue'), {
    port: idOf(field(payload, 'connectorId')),
    transactionId: textOf(field(payload, 'transactionId')),
    receivedAt,
  });
