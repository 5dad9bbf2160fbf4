// A quirk: the last sample of a session comes after its stop.

import type { Quirk } from '../quirk.ts';
import { eachExchange } from '../quirk-life.ts';
import type { Exchange } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const meterValuesAfterStop: Quirk = {
  name: 'meter-values-after-stop',
  number: 'Q30',
  about: 'The last sample of a session comes after its stop.',
  life: eachExchange(() => {
    const last = new Map<number, Exchange>();
    return (exchange, place) => {
      if (place === null || place.part === 'start') return exchange;
      const before = last.get(place.session);
      const kept = before === undefined ? [] : [before];
      const sampled = fields(exchange.payload)['meterValue'] !== undefined;
      if (place.part === 'middle' && !sampled) return exchange;
      if (place.part === 'middle') {
        last.set(place.session, exchange);
        return kept;
      }
      return [exchange, ...kept.map((one) => ({ ...one, at: exchange.at + 3_000 }))];
    };
  }),
};
