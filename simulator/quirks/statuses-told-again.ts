// A quirk: every status is told again after ten minutes, with the time of its change.

import { minute_ms } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { again, plainly, portIn, settled } from '../quirk-life.ts';
import type { Exchange } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const statusesToldAgain: Quirk = {
  name: 'statuses-told-again',
  number: 'Q38',
  about: 'Every status is told again after ten minutes, with the time of its change.',
  life: (life) => {
    let newest = new Map<number, Exchange>();
    const told = plainly((exchange) =>
      exchange.action === 'StatusNotification'
        ? [exchange, again(exchange, 10 * minute_ms)]
        : exchange,
    )(life);
    // Only what still holds is told again; a restart forgets it.
    return settled(told).filter((one) => {
      if (one.kind === 'disconnected') newest = new Map();
      if (one.kind !== 'exchange' || one.action !== 'StatusNotification') return true;
      const port = portIn(fields(one.payload));
      const repeat = String(one.id).endsWith('-again');
      if (!repeat) newest.set(port, one);
      return !repeat || newest.get(port)?.payload === one.payload;
    });
  },
};
