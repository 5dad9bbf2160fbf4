// A quirk: every third stop comes only after the next start on the port: the transactions overlap.

import type { Quirk } from '../quirk.ts';
import { eachExchange } from '../quirk-life.ts';
import type { Exchange, Life } from '../quirk-life.ts';

/** Every third session that another one follows on its port; after the last one no start comes. */
const heldIn = (life: Life): ReadonlySet<number> => {
  const held = new Set<number>();
  const last = new Map<number, number>();
  eachExchange(() => (exchange, place) => {
    if (place?.part !== 'start') return exchange;
    const before = last.get(place.port);
    if (before !== undefined && before % 3 === 0) held.add(before);
    last.set(place.port, place.session);
    return exchange;
  })(life);
  return held;
};

export const stopAfterNextStart: Quirk = {
  name: 'stop-after-next-start',
  number: 'Q28',
  about: 'Every third stop comes only after the next start on the port: the transactions overlap.',
  life: (life) => {
    const held = heldIn(life);
    return eachExchange(() => {
      const waiting = new Map<number, Exchange>();
      return (exchange, place) => {
        if (place?.part === 'end' && held.has(place.session)) {
          waiting.set(place.port, exchange);
          return [];
        }
        const before = place?.part === 'start' ? waiting.get(place.port) : undefined;
        if (place === null || before === undefined) return exchange;
        waiting.delete(place.port);
        return [exchange, { ...before, at: exchange.at + 2_000 }];
      };
    })(life);
  },
};
