// A quirk: the errorCode is always OtherError; what is broken is only told in info.

import type { Quirk } from '../quirk.ts';
import { onAction, textOf } from '../quirk-payload.ts';

export const faultInInfo: Quirk = {
  name: 'fault-in-info',
  number: 'Q43',
  about: 'The errorCode is always OtherError; what is broken is only told in info.',
  call: onAction('StatusNotification', (payload) =>
    payload['status'] === 'Faulted'
      ? {
          ...payload,
          errorCode: 'OtherError',
          info: `${textOf(payload['errorCode'])}: ${textOf(payload['info'])}`,
          vendorErrorCode: undefined,
        }
      : payload,
  ),
  truth: (truth) => ({
    ...truth,
    faults: truth.faults.map((one) =>
      one.error_code.includes('/')
        ? one
        : { ...one, error_code: 'OtherError', vendor_error_code: '' },
    ),
  }),
};
