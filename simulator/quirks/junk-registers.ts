// A quirk: one register of every session is no number.

import type { Quirk } from '../quirk.ts';
import { eachExchange, saying } from '../quirk-life.ts';
import { eachSampleOf, fields, register } from '../quirk-payload.ts';

export const junkRegisters: Quirk = {
  name: 'junk-registers',
  number: 'Q13',
  about: 'One register of every session is no number.',
  life: eachExchange(() => {
    const struck = new Set<number>();
    return (exchange, place) => {
      if (place?.part !== 'middle' || struck.has(place.session)) return exchange;
      struck.add(place.session);
      const junk = eachSampleOf(register, (sample) => [{ ...sample, value: '12,5' }]);
      return saying(exchange, junk(fields(exchange.payload)));
    };
  }),
};
