// OCPP 2.x NotifyChargingLimit (use cases K12, K13): something outside limits the station.

import { limitsOf, wordIn } from '../battery/said.ts';
import { field, idOf, listOf } from '../json.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const limit = field(payload, 'chargingLimit');
  const [schedule] = listOf(field(payload, 'chargingSchedule'));
  return [
    {
      type: 'Battery',
      at: receivedAt,
      // Without an EVSE it is the station as a whole.
      port: idOf(field(payload, 'evseId') ?? 0),
      transactionId: '',
      told: {
        type: 'ChargingLimitSet',
        source: wordIn(limit, 'chargingLimitSource'),
        isGridCritical: field(limit, 'isGridCritical') === true,
        limits: limitsOf(schedule),
      },
    },
  ];
};
