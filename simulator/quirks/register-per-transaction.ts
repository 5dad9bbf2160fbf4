// A quirk: the register begins at zero with every transaction.

import type { Quirk } from '../quirk.ts';
import { eachExchange, saying } from '../quirk-life.ts';
import { eachRegister, fields } from '../quirk-payload.ts';

export const registerPerTransaction: Quirk = {
  name: 'register-per-transaction',
  number: 'Q4',
  about: 'The register begins at zero with every transaction.',
  life: eachExchange(() => {
    const begins = new Map<number, number>();
    return (exchange, place) => {
      if (place === null) return exchange;
      const relative = (register_mwh: number): number => {
        const begin_mwh = begins.get(place.session) ?? register_mwh;
        begins.set(place.session, begin_mwh);
        return register_mwh - begin_mwh;
      };
      return saying(exchange, eachRegister(relative)(fields(exchange.payload)));
    };
  }),
  truth: (truth) => ({
    ...truth,
    sessions: truth.sessions.map((one) => ({
      ...one,
      register_start_mwh: 0,
      register_end_mwh: one.energy_mwh,
    })),
  }),
};
