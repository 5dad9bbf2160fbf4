// OCPP 2.1 NotifyPeriodicEventStream: values of a monitor, sent and never answered.

import { field, listOf, textOf } from '../json.ts';
import { notice } from '../notice.ts';
import type { Interpreter } from '../said.ts';

/** Values name no variable: only the stream that was opened for a monitor knows it. */
export const interpret: Interpreter = notice({
  message: 'NotifyPeriodicEventStream',
  subject: (payload) => field(payload, 'id'),
  members: ['pending'],
  describe: (payload) => {
    const values = listOf(field(payload, 'data'));
    const last = textOf(field(values.at(-1), 'v')).slice(0, 64);
    return `values=${values.length}${last === '' ? '' : ` last=${last}`}`;
  },
});
