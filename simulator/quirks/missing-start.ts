// A quirk: every second start is lost on the way.

import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';

export const missingStart: Quirk = {
  name: 'missing-start',
  number: 'Q26',
  about: 'Every second start is lost on the way.',
  life: plainly((exchange, place) =>
    place?.part === 'start' && place.session % 2 === 0 ? [] : exchange,
  ),
};
