// A quirk: A port is Faulted and its errorCode is NoError.

import type { Quirk } from '../quirk.ts';
import { onAction } from '../quirk-payload.ts';

export const faultWithoutErrorCode: Quirk = {
  name: 'fault-without-error-code',
  number: 'Q41',
  about: 'A port is Faulted and its errorCode is NoError.',
  call: onAction('StatusNotification', (payload) =>
    payload['status'] === 'Faulted' ? { ...payload, errorCode: 'NoError' } : payload,
  ),
};
