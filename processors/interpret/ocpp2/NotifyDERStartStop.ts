// OCPP 2.1 NotifyDERStartStop: a control of the station starts or stops to act.

import { field } from '../json.ts';
import { notice } from '../notice.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = notice({
  message: 'NotifyDERStartStop',
  subject: (payload) => field(payload, 'controlId'),
  members: ['started'],
});
