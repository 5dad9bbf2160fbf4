// OCPP 1.6 MeterValues (§6.31): samples of a connector, of a transaction or clock-aligned.

import { field, idOf } from '../json.ts';
import { readings16 } from '../meter-values.ts';
import type { Interpreter } from '../said.ts';
import { transactionIdOf } from '../transactions/ids.ts';

export const interpret: Interpreter = ({ payload, frame, receivedAt }) =>
  readings16(field(payload, 'meterValue'), {
    port: idOf(field(payload, 'connectorId')),
    transactionId: transactionIdOf(payload, frame),
    receivedAt,
  });
