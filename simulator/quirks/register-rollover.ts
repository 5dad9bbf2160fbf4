// A quirk: the register has six digits: it rolls over in the middle of sessions.

import type { Quirk } from '../quirk.ts';
import { eachExchange, saying } from '../quirk-life.ts';
import { eachRegister, fields } from '../quirk-payload.ts';

/** Where the register goes back to zero. */
const over_mwh = 1_000_000_000;
/** Where it stands when a session begins. */
const first_mwh = 999_000_000;

export const registerRollover: Quirk = {
  name: 'register-rollover',
  number: 'Q6',
  about: 'The register has six digits: it rolls over in the middle of sessions.',
  life: eachExchange(() => {
    const begins = new Map<number, number>();
    return (exchange, place) => {
      if (place === null) return exchange;
      const rolled = (register_mwh: number): number => {
        const begin_mwh = begins.get(place.session) ?? register_mwh;
        begins.set(place.session, begin_mwh);
        return (first_mwh + register_mwh - begin_mwh) % over_mwh;
      };
      return saying(exchange, eachRegister(rolled)(fields(exchange.payload)));
    };
  }),
  truth: (truth) => ({
    ...truth,
    sessions: truth.sessions.map((one) => ({
      ...one,
      register_start_mwh: first_mwh,
      register_end_mwh: (first_mwh + one.energy_mwh) % over_mwh,
    })),
  }),
};
