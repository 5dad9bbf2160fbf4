// A quirk: every start is told again after half a minute, with a new message id.

import type { Quirk } from '../quirk.ts';
import { again, plainly } from '../quirk-life.ts';

export const repeatedStart: Quirk = {
  name: 'repeated-start',
  number: 'Q22',
  about: 'Every start is told again after half a minute, with a new message id.',
  life: plainly((exchange, place) =>
    place?.part === 'start' ? [exchange, again(exchange, 31_000)] : exchange,
  ),
};
