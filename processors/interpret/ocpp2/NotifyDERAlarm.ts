// OCPP 2.1 NotifyDERAlarm: a grid event makes a control of the station act.

import { field } from '../json.ts';
import { notice } from '../notice.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = notice({
  message: 'NotifyDERAlarm',
  subject: (payload) => field(payload, 'controlType'),
  members: ['gridEventFault', 'alarmEnded', 'extraInfo'],
});
