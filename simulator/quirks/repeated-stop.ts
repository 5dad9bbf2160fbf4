// A quirk: every stop is told again, later by its own clock and with an unknown transaction id.

import { instantText } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { again, eachExchange, saying } from '../quirk-life.ts';
import { eachTime, fields } from '../quirk-payload.ts';

export const repeatedStop: Quirk = {
  name: 'repeated-stop',
  number: 'Q23',
  about: 'Every stop is told again, later by its own clock and with an unknown transaction id.',
  life: eachExchange(() => (exchange, place) => {
    if (place?.part !== 'end') return exchange;
    const later = eachTime((text) => instantText(Date.parse(text) + 31_000));
    const repeat = again(exchange, 31_000);
    const payload = later(fields(exchange.payload));
    const unknown = payload['transactionId'] === undefined ? {} : { transactionId: -1 };
    return [exchange, saying({ ...repeat, payload }, unknown)];
  }),
};
