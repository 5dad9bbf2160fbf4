// OCPP 2.x ReportChargingProfiles (use case K09): the charging profiles that a station holds.

import { field, listOf, textOf } from '../json.ts';
import { notice } from '../notice.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = notice({
  message: 'ReportChargingProfiles',
  subject: (payload) => field(payload, 'requestId'),
  members: ['chargingLimitSource'],
  describe: (payload) =>
    listOf(field(payload, 'chargingProfile'))
      .map((one) => `${textOf(field(one, 'chargingProfilePurpose'))}#${textOf(field(one, 'id'))}`)
      .join(' '),
});
