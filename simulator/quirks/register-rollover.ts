// A quirk: the register has six digits: it rolls over in the middle of a session.

import type { Quirk } from '../quirk.ts';
import type { Truth } from '../truth.ts';
import { eachExchange, saying } from '../quirk-life.ts';
import { eachRegister, fields } from '../quirk-payload.ts';

/** Where the register goes back to zero. */
const over_mwh = 1_000_000_000;
/** Where it stands when the first session of a port begins. */
const first_mwh = 999_000_000;

const rolledBy =
  (begin_mwh: number) =>
  (register_mwh: number): number =>
    (first_mwh + register_mwh - begin_mwh) % over_mwh;

/** Of the sessions of a port the first, whose register is the lowest. */
const beginOf = (sessions: Truth['sessions'], { station_id, port }: PortOf): number =>
  Math.min(
    ...sessions
      .filter((one) => one.station_id === station_id && one.port === port)
      .map((one) => one.register_start_mwh),
  );

type PortOf = Pick<Truth['sessions'][number], 'station_id' | 'port'>;

export const registerRollover: Quirk = {
  name: 'register-rollover',
  number: 'Q6',
  about: 'The register has six digits: it rolls over in the middle of a session.',
  life: eachExchange(() => {
    const begins = new Map<number, number>();
    return (exchange, place) => {
      if (place === null) return exchange;
      const rolled = (register_mwh: number): number => {
        const begin_mwh = begins.get(place.port) ?? register_mwh;
        begins.set(place.port, begin_mwh);
        return rolledBy(begin_mwh)(register_mwh);
      };
      return saying(exchange, eachRegister(rolled)(fields(exchange.payload)));
    };
  }),
  truth: (truth) => ({
    ...truth,
    sessions: truth.sessions.map((one) => {
      const rolled = rolledBy(beginOf(truth.sessions, one));
      return {
        ...one,
        register_start_mwh: rolled(one.register_start_mwh),
        register_end_mwh: rolled(one.register_end_mwh),
      };
    }),
  }),
};
