// A quirk: the powers of the phases sum to a fifth more than the total.

import type { Quirk } from '../quirk.ts';
import { amountOf, eachSampleOf, onPayload, power, withAmount } from '../quirk-payload.ts';

export const phasesAgainstTotal: Quirk = {
  name: 'phases-against-total',
  number: 'Q10',
  about: 'The powers of the phases sum to a fifth more than the total.',
  call: onPayload(
    eachSampleOf(power, (sample) => [
      sample,
      ...['L1', 'L2', 'L3'].map((phase) => ({
        ...withAmount(sample, Math.floor(amountOf(sample) * 0.4)),
        phase,
      })),
    ]),
  ),
};
