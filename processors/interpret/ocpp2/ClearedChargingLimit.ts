// OCPP 2.x ClearedChargingLimit (use case K13): an outer system limits the station no longer.

import { field } from '../json.ts';
import { notice } from '../notice.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = notice({
  message: 'ClearedChargingLimit',
  subject: (payload) => field(payload, 'chargingLimitSource'),
});
