// A quirk: after each status the one before it is told again, with its old time.

import type { Quirk } from '../quirk.ts';
import { again, eachExchange, portIn } from '../quirk-life.ts';
import type { Exchange } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const oldStatusLast: Quirk = {
  name: 'old-status-last',
  number: 'Q38',
  about: 'After each status the one before it is told again, with its old time.',
  life: eachExchange(() => {
    const before = new Map<number, Exchange>();
    return (exchange) => {
      if (exchange.action !== 'StatusNotification') return exchange;
      const port = portIn(fields(exchange.payload));
      const old = before.get(port);
      before.set(port, exchange);
      if (old === undefined || old.connectionId !== exchange.connectionId) return exchange;
      return [exchange, { ...again(old, 0), at: exchange.at + 60 }];
    };
  }),
};
