// A quirk: A stop has neither token nor reason, and an empty list of readings.

import type { Quirk } from '../quirk.ts';
import { fields } from '../quirk-payload.ts';

export const bareStop: Quirk = {
  name: 'bare-stop',
  number: 'Q27',
  about: 'A stop has neither token nor reason, and an empty list of readings.',
  call: (call) => {
    if (call.action === 'StopTransaction') {
      const { idTag: _, reason: __, ...payload } = call.payload;
      return { ...call, payload: { ...payload, transactionData: [] } };
    }
    if (call.payload['eventType'] !== 'Ended') return call;
    const { idToken: _, ...payload } = call.payload;
    const { stoppedReason: __, ...info } = fields(payload['transactionInfo']);
    return { ...call, payload: { ...payload, transactionInfo: info } };
  },
  truth: (truth) => ({
    ...truth,
    sessions: truth.sessions.map((one) => ({
      ...one,
      stop_reason: one.ended_at === null ? '' : 'Local',
    })),
  }),
};
