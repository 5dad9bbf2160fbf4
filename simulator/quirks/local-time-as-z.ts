// A quirk: local time, two hours ahead, is labelled Z.

import { hour_ms, instantText } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { eachTime, onPayload } from '../quirk-payload.ts';

export const localTimeAsZ: Quirk = {
  name: 'local-time-as-z',
  number: 'Q51',
  about: 'Local time, two hours ahead, is labelled Z.',
  call: onPayload(eachTime((text) => instantText(Date.parse(text) + 2 * hour_ms))),
};
