// OCPP 2.x TransactionEvent (use cases E01 to E15): a session begins, goes on and ends.

import { field, idOf, textOf } from '../json.ts';
import { readings2 } from '../meter-values.ts';
import type { Interpreter, Said } from '../said.ts';
import { whenOf } from '../when.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const when = whenOf(field(payload, 'timestamp'), receivedAt);
  const info = field(payload, 'transactionInfo');
  const evse = field(payload, 'evse');
  const port = evse === undefined ? null : idOf(field(evse, 'id'));
  const transactionId = textOf(field(info, 'transactionId'));
  const idToken = textOf(field(field(payload, 'idToken'), 'idToken'));
  const common = { at: when.at, transactionId, idToken } as const;
  const readings = readings2(field(payload, 'meterValue'), { port, transactionId, receivedAt });
  const state: Said = {
    type: 'TransactionContinued',
    ...common,
    chargingState: textOf(field(info, 'chargingState')),
  };
  switch (field(payload, 'eventType')) {
    case 'Started':
      return [
        ...when.doubts,
        {
          type: 'TransactionBegan',
          ...common,
          port: port ?? 0,
          connectorId: idOf(field(evse, 'connectorId')),
          register_mwh: null,
          evidence: 'TransactionEvent',
        },
        state,
        ...readings,
      ];
    case 'Ended':
      return [
        ...when.doubts,
        ...readings,
        {
          type: 'TransactionFinished',
          ...common,
          port,
          register_mwh: null,
          stopReason: textOf(field(info, 'stoppedReason')) || 'Local',
          evidence: 'TransactionEvent',
        },
      ];
    default:
      return [...when.doubts, state, ...readings];
  }
};
