// A quirk: every third stop comes only after the next start on the port: the transactions overlap.

import type { Quirk } from '../quirk.ts';
import { eachExchange } from '../quirk-life.ts';
import type { Exchange } from '../quirk-life.ts';

export const stopAfterNextStart: Quirk = {
  name: 'stop-after-next-start',
  number: 'Q28',
  about: 'Every third stop comes only after the next start on the port: the transactions overlap.',
  life: (life) =>
    eachExchange(() => {
      const held = new Map<number, Exchange>();
      return (exchange, place) => {
        if (place?.part === 'end' && place.session % 3 === 0) {
          held.set(place.port, exchange);
          return [];
        }
        const before = place?.part === 'start' ? held.get(place.port) : undefined;
        if (place === null || before === undefined) return exchange;
        held.delete(place.port);
        return [exchange, { ...before, at: exchange.at + 2_000 }];
      };
    })(life),
};
