// A quirk: registers in Wh come without unit, measurand or context; a power factor has no unit.

import type { Quirk } from '../quirk.ts';
import { eachSampleOf, inUnit, onPayload, register } from '../quirk-payload.ts';

export const unlabelledRegisters: Quirk = {
  name: 'unlabelled-registers',
  number: 'Q3',
  about: 'Registers in Wh come without unit, measurand or context; a power factor has no unit.',
  call: onPayload(
    eachSampleOf(register, (sample) => [
      { value: inUnit(sample, 'Wh', 0)['value'] },
      { value: typeof sample['value'] === 'number' ? 0.98 : '0.98', measurand: 'Power.Factor' },
    ]),
  ),
};
