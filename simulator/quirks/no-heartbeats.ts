// A quirk: no heartbeat is ever sent.

import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';

export const noHeartbeats: Quirk = {
  name: 'no-heartbeats',
  number: 'Q47',
  about: 'No heartbeat is ever sent.',
  life: plainly((exchange) => (exchange.action === 'Heartbeat' ? [] : exchange)),
};
