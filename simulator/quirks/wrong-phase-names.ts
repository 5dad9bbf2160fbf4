// A quirk: voltages between phase and neutral are named as between phases; currents as to neutral.

import type { Quirk } from '../quirk.ts';
import { eachSample, measures, onPayload, textOf } from '../quirk-payload.ts';

const names: ReadonlyMap<string, string> = new Map([
  ['L1-N', 'L1-L2'],
  ['L2-N', 'L2-L3'],
  ['L3-N', 'L3-L1'],
]);

export const wrongPhaseNames: Quirk = {
  name: 'wrong-phase-names',
  number: 'Q11',
  about: 'Voltages between phase and neutral are named as between phases; currents as to neutral.',
  call: onPayload(
    eachSample((sample) => {
      const phase = textOf(sample['phase']);
      if (measures(sample, 'Voltage') && phase.endsWith('-N'))
        return [{ ...sample, phase: names.get(phase) ?? phase }];
      if (measures(sample, 'Current.Import') && phase !== '')
        return [{ ...sample, phase: `${phase}-N` }];
      return [sample];
    }),
  ),
};
