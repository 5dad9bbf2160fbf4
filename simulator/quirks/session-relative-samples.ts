// A quirk: samples tell the energy of the session; start and stop tell the register of a lifetime.

import type { Quirk } from '../quirk.ts';
import { eachExchange, saying } from '../quirk-life.ts';
import { eachRegister, fields } from '../quirk-payload.ts';

export const sessionRelativeSamples: Quirk = {
  name: 'session-relative-samples',
  number: 'Q4',
  about: 'Samples tell the energy of the session; start and stop tell the register of a lifetime.',
  life: eachExchange(() => {
    const begins = new Map<number, number>();
    return (exchange, place) => {
      if (place === null) return exchange;
      const payload = fields(exchange.payload);
      if (place.part === 'start') {
        const remember = (register_mwh: number): number => {
          begins.set(place.session, register_mwh);
          return register_mwh;
        };
        return saying(exchange, eachRegister(remember)(payload));
      }
      if (place.part === 'end') return exchange;
      const begin_mwh = begins.get(place.session) ?? 0;
      return saying(exchange, eachRegister((register_mwh) => register_mwh - begin_mwh)(payload));
    };
  }),
};
