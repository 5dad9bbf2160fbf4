// A quirk: power and register come per phase and never as a total.

import type { Quirk } from '../quirk.ts';
import {
  amountOf,
  eachSample,
  measures,
  onPayload,
  power,
  register,
  withAmount,
} from '../quirk-payload.ts';

export const phasesOnly: Quirk = {
  name: 'phases-only',
  number: 'Q9',
  about: 'Power and register come per phase and never as a total.',
  call: onPayload(
    eachSample((sample) => {
      if (!measures(sample, register) && !measures(sample, power)) return [sample];
      const total = amountOf(sample);
      const third = Math.floor(total / 3);
      return [third, third, total - 2 * third].map((amount, index) => ({
        ...withAmount(sample, amount),
        phase: `L${index + 1}`,
      }));
    }),
  ),
};
