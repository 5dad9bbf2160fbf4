// A quirk: 1.6 values are numbers, 2.x values are strings.

import type { Quirk } from '../quirk.ts';
import { eachSample, onPayload } from '../quirk-payload.ts';

export const numbersForStrings: Quirk = {
  name: 'numbers-for-strings',
  number: 'Q12',
  about: '1.6 values are numbers, 2.x values are strings.',
  call: onPayload(
    eachSample((sample) => [
      {
        ...sample,
        value:
          typeof sample['value'] === 'number' ? String(sample['value']) : Number(sample['value']),
      },
    ]),
  ),
};
