// The answer to a BootNotification (1.6 §4.2, 2.x B01 to B03): whether the station may go on.

import { field, textOf } from './json.ts';
import type { Interpreter } from './said.ts';
import { tells } from './tells.ts';

export const answerOfBoot: Interpreter = ({ payload, receivedAt }) => {
  const status = textOf(field(payload, 'status'));
  return status === '' ? [] : [tells({ type: 'BootAnswered', at: receivedAt, status })];
};
