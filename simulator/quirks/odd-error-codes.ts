// A quirk: the errorCode of a fault is none of the specification.

import type { Quirk } from '../quirk.ts';
import { onAction } from '../quirk-payload.ts';

export const oddErrorCodes: Quirk = {
  name: 'odd-error-codes',
  number: 'Q42',
  about: 'The errorCode of a fault is none of the specification.',
  call: onAction('StatusNotification', (payload) =>
    payload['status'] === 'Faulted' ? { ...payload, errorCode: 'Error' } : payload,
  ),
  truth: (truth) => ({
    ...truth,
    faults: truth.faults.map((one) =>
      one.error_code.includes('/') ? one : { ...one, error_code: 'OtherError' },
    ),
  }),
};
