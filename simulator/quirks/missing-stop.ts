// A quirk: every second stop is never told.

import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';

export const missingStop: Quirk = {
  name: 'missing-stop',
  number: 'Q25',
  about: 'Every second stop is never told.',
  life: plainly((exchange, place) =>
    place?.part === 'end' && place.session % 2 === 0 ? [] : exchange,
  ),
};
