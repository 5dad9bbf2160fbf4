// A quirk: 2.x registers tell a multiplier of three and leave the unit to its default.

import type { Quirk } from '../quirk.ts';
import { eachSampleOf, inUnit, onPayload, register } from '../quirk-payload.ts';

export const multiplierWithoutUnit: Quirk = {
  name: 'multiplier-without-unit',
  number: 'Q19',
  about: '2.x registers tell a multiplier of three and leave the unit to its default.',
  call: onPayload(
    eachSampleOf(register, (sample) => {
      if (typeof sample['value'] !== 'number') return [sample];
      const { value } = inUnit(sample, 'kWh', 3);
      return [{ ...sample, value, unitOfMeasure: { multiplier: 3 } }];
    }),
  ),
};
