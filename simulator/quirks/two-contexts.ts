// A quirk: every sample is told again as taken by the clock and as triggered.

import type { Quirk } from '../quirk.ts';
import { eachSample, onPayload } from '../quirk-payload.ts';

export const twoContexts: Quirk = {
  name: 'two-contexts',
  number: 'Q15',
  about: 'Every sample is told again as taken by the clock and as triggered.',
  call: onPayload(
    eachSample((sample) => [
      sample,
      { ...sample, context: 'Sample.Clock' },
      { ...sample, context: 'Trigger' },
    ]),
  ),
};
