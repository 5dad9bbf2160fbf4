// OCPP 2.x NotifyChargingLimit (use cases K11, K12): an outer system limits the station.

import { field } from '../json.ts';
import { notice } from '../notice.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = notice({
  message: 'NotifyChargingLimit',
  subject: (payload) => field(field(payload, 'chargingLimit'), 'chargingLimitSource'),
  describe: (payload) =>
    field(field(payload, 'chargingLimit'), 'isGridCritical') === true ? 'grid critical' : '',
});
