// A quirk: A vendorErrorCode of zeros comes with every status, though nothing is broken.

import type { Quirk } from '../quirk.ts';
import { onAction } from '../quirk-payload.ts';

export const vendorCodeOfZeros: Quirk = {
  name: 'vendor-code-of-zeros',
  number: 'Q44',
  about: 'A vendorErrorCode of zeros comes with every status, though nothing is broken.',
  call: onAction('StatusNotification', (payload) =>
    payload['errorCode'] === 'NoError' ? { ...payload, vendorErrorCode: '0x0000' } : payload,
  ),
};
