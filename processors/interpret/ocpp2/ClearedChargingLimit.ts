// OCPP 2.x ClearedChargingLimit (use case K13): what limited the station from outside is gone.

import { wordIn } from '../battery/said.ts';
import { field, idOf } from '../json.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => [
  {
    type: 'Battery',
    at: receivedAt,
    port: idOf(field(payload, 'evseId') ?? 0),
    transactionId: '',
    told: { type: 'ChargingLimitCleared', source: wordIn(payload, 'chargingLimitSource') },
  },
];
