// A quirk: twenty heartbeats come at once.

import type { Quirk } from '../quirk.ts';
import { again, plainly } from '../quirk-life.ts';

export const heartbeatStorm: Quirk = {
  name: 'heartbeat-storm',
  number: 'Q47',
  about: 'Twenty heartbeats come at once.',
  life: plainly((exchange) =>
    exchange.action === 'Heartbeat'
      ? Array.from({ length: 20 }, (_, index) => ({
          ...again(exchange, index, `storm-${index}`),
          answered_ms: 1,
        }))
      : exchange,
  ),
};
