// A quirk: registers and powers come in kWh and kW, and say so.

import type { Quirk } from '../quirk.ts';
import { eachSampleOf, inUnit, onPayload, power, register } from '../quirk-payload.ts';

export const kwhLabelled: Quirk = {
  name: 'kwh-labelled',
  number: 'Q1',
  about: 'Registers and powers come in kWh and kW, and say so.',
  call: onPayload((payload) =>
    eachSampleOf(power, (sample) => [inUnit(sample, 'kW', 3)])(
      eachSampleOf(register, (sample) => [inUnit(sample, 'kWh', 3)])(payload),
    ),
  ),
};
