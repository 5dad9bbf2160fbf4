// A quirk: everything of a session is told six hours late, as after a day without network.

import { hour_ms } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { plainly, settled } from '../quirk-life.ts';

export const hoursLate: Quirk = {
  name: 'hours-late',
  number: 'Q29',
  about: 'Everything of a session is told six hours late, as after a day without network.',
  life: (life) =>
    settled(
      plainly((exchange, place) =>
        place === null ? exchange : { ...exchange, at: exchange.at + 6 * hour_ms },
      )(life),
    ),
};
