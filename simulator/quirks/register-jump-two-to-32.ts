// A quirk: in every third session the register jumps up by 2^32 Wh: a carry too many.

import type { Quirk } from '../quirk.ts';
import { eachExchange, saying } from '../quirk-life.ts';
import { eachRegister, fields } from '../quirk-payload.ts';

export const registerJumpTwoTo32: Quirk = {
  name: 'register-jump-two-to-32',
  number: 'Q6',
  about: 'In every third session the register jumps up by 2^32 Wh: a carry too many.',
  life: eachExchange(() => (exchange, place) => {
    if (place === null || place.session % 3 !== 0 || place.part === 'start') return exchange;
    return saying(exchange, eachRegister((mwh) => mwh + 2 ** 32 * 1000)(fields(exchange.payload)));
  }),
};
