// A quirk: the only meterValue is an object, not a list of one; its samples as well.

import type { Quirk } from '../quirk.ts';
import { listOf, onPayload } from '../quirk-payload.ts';

export const meterValueAsObject: Quirk = {
  name: 'meter-value-as-object',
  number: 'Q14',
  about: 'The only meterValue is an object, not a list of one; its samples as well.',
  call: onPayload((payload) => {
    const only = listOf(payload['meterValue'])[0];
    return only === undefined ? payload : { ...payload, meterValue: only };
  }),
};
