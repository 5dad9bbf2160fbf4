// A quirk: an errorCode comes with every Finishing, though nothing is broken.

import type { Quirk } from '../quirk.ts';
import { onAction } from '../quirk-payload.ts';

export const errorCodeWhileAvailable: Quirk = {
  name: 'error-code-while-available',
  number: 'Q41',
  about: 'An errorCode comes with every Finishing, though nothing is broken.',
  call: onAction('StatusNotification', (payload) =>
    payload['status'] === 'Finishing' ? { ...payload, errorCode: 'OtherError' } : payload,
  ),
};
