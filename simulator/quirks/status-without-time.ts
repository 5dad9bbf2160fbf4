// A quirk: the timestamp of a 1.6 status is left out, as it may be.

import type { Quirk } from '../quirk.ts';
import { onAction } from '../quirk-payload.ts';

export const statusWithoutTime: Quirk = {
  name: 'status-without-time',
  number: 'Q37',
  about: 'The timestamp of a 1.6 status is left out, as it may be.',
  call: onAction('StatusNotification', (payload) =>
    payload['errorCode'] === undefined ? payload : { ...payload, timestamp: undefined },
  ),
  blur_ms: 5_000,
};
