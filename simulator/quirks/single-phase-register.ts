// A quirk: the register of the port is tagged L1 and there is no other.

import type { Quirk } from '../quirk.ts';
import { eachSampleOf, onPayload, register } from '../quirk-payload.ts';

export const singlePhaseRegister: Quirk = {
  name: 'single-phase-register',
  number: 'Q9',
  about: 'The register of the port is tagged L1 and there is no other.',
  call: onPayload(eachSampleOf(register, (sample) => [{ ...sample, phase: 'L1' }])),
};
