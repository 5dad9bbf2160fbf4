// A quirk: times in UTC name no zone.

import type { Quirk } from '../quirk.ts';
import { eachTime, onPayload } from '../quirk-payload.ts';

export const timeWithoutZone: Quirk = {
  name: 'time-without-zone',
  number: 'Q51',
  about: 'Times in UTC name no zone.',
  call: onPayload(eachTime((text) => text.replace('Z', ''))),
};
