// OCPP 2.1 NotifyPriorityCharging: a transaction charges with priority, or no more.

import { field } from '../json.ts';
import { notice } from '../notice.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = notice({
  message: 'NotifyPriorityCharging',
  subject: (payload) => field(payload, 'transactionId'),
  members: ['activated'],
});
