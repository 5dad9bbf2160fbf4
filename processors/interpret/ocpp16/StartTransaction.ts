// OCPP 1.6 StartTransaction (§6.45): a session begins; its id comes with the answer.

import { thousandths } from '../../../lib/units.ts';
import { field, idOf, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { transactionIdOf } from '../transactions/ids.ts';
import { whenOf } from '../when.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const when = whenOf(field(payload, 'timestamp'), receivedAt);
  const connectorId = idOf(field(payload, 'connectorId'));
  return [
    ...when.doubts,
    {
      type: 'TransactionBegan',
      at: when.at,
      port: connectorId,
      connectorId,
      transactionId: '',
      idToken: textOf(field(payload, 'idTag')),
      tokenType: '',
      trigger: 'unknown',
      remoteStartId: '',
      register_mwh: thousandths(textOf(field(payload, 'meterStart'))),
      evidence: 'StartTransaction',
    },
  ];
};

/** The answer names the transaction, and says whether the token may charge. */
export const interpretAnswer: Interpreter = ({ payload, messageId, frame, receivedAt }) => [
  {
    type: 'TransactionNamed',
    at: receivedAt,
    messageId,
    transactionId: transactionIdOf(payload, frame),
    verdict: textOf(field(field(payload, 'idTagInfo'), 'status')),
  },
];
