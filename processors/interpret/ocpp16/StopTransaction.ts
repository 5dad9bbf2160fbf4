// OCPP 1.6 StopTransaction (§6.49): a session ends, perhaps with the readings of its whole course.

import { thousandths } from '../../../lib/units.ts';
import { field, textOf } from '../json.ts';
import { readings16 } from '../meter-values.ts';
import type { Interpreter } from '../said.ts';
import { asReadings, others } from '../transactions/course.ts';
import { transactionIdOf } from '../transactions/ids.ts';
import { whenOf } from '../when.ts';

export const interpret: Interpreter = ({ payload, frame, receivedAt }) => {
  const when = whenOf(field(payload, 'timestamp'), receivedAt);
  const transactionId = transactionIdOf(payload, frame);
  const course = readings16(field(payload, 'transactionData'), {
    port: null,
    transactionId,
    receivedAt,
  });
  return [
    ...when.doubts,
    ...others(course),
    {
      type: 'TransactionFinished',
      at: when.at,
      transactionId,
      port: null,
      idToken: textOf(field(payload, 'idTag')),
      register_mwh: thousandths(textOf(field(payload, 'meterStop'))),
      // Local is what an absent reason means (§6.49).
      stopReason: textOf(field(payload, 'reason')) || 'Local',
      evidence: 'StopTransaction',
      readings: asReadings(course),
    },
  ];
};
