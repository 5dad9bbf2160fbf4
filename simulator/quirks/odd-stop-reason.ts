// A quirk: the reason of a 1.6 stop is a word of its own.

import type { Quirk } from '../quirk.ts';
import { onAction } from '../quirk-payload.ts';

export const oddStopReason: Quirk = {
  name: 'odd-stop-reason',
  number: 'Q27',
  about: 'The reason of a 1.6 stop is a word of its own.',
  call: onAction('StopTransaction', (payload) => ({ ...payload, reason: 'UserButton' })),
  truth: (truth) => ({
    ...truth,
    sessions: truth.sessions.map((one) =>
      one.ended_at === null || !/^\d+$/.test(one.transaction_id)
        ? one
        : { ...one, stop_reason: 'UserButton' },
    ),
  }),
};
