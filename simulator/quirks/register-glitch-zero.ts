// A quirk: one sample of every session says zero; the next is right again.

import type { Quirk } from '../quirk.ts';
import { eachExchange, saying } from '../quirk-life.ts';
import { eachRegister, fields } from '../quirk-payload.ts';

export const registerGlitchZero: Quirk = {
  name: 'register-glitch-zero',
  number: 'Q5',
  about: 'One sample of every session says zero; the next is right again.',
  life: eachExchange(() => {
    const struck = new Set<number>();
    return (exchange, place) => {
      if (place?.part !== 'middle' || struck.has(place.session)) return exchange;
      const glitched = eachRegister(() => 0)(fields(exchange.payload));
      if (JSON.stringify(glitched) === JSON.stringify(exchange.payload)) return exchange;
      struck.add(place.session);
      return saying(exchange, glitched);
    };
  }),
};
