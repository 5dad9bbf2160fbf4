// A quirk: sampled registers are in kWh but say Wh.

import type { Quirk } from '../quirk.ts';
import { eachSampleOf, inUnit, onPayload, register } from '../quirk-payload.ts';

export const kwhLabelledWh: Quirk = {
  name: 'kwh-labelled-wh',
  number: 'Q2',
  about: 'Sampled registers are in kWh but say Wh.',
  call: onPayload(
    eachSampleOf(register, (sample) => {
      const wrong = inUnit(sample, 'kWh', 3);
      return [
        wrong['unit'] === undefined
          ? { ...wrong, unitOfMeasure: { unit: 'Wh' } }
          : { ...wrong, unit: 'Wh' },
      ];
    }),
  ),
};
