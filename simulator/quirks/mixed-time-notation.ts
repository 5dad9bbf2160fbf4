// A quirk: times come with Z, with an offset, with nine digits and with a space.

import { hour_ms, instantText } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { eachExchange } from '../quirk-life.ts';
import { eachTime, fields } from '../quirk-payload.ts';

const notations: readonly ((text: string) => string)[] = [
  (text) => instantText(Date.parse(text)),
  (text) => instantText(Date.parse(text)).replace('Z', '+00:00'),
  (text) => instantText(Date.parse(text)).replace('Z', '000000Z'),
  (text) => instantText(Date.parse(text)).replace('T', ' '),
  (text) => instantText(Date.parse(text) + 2 * hour_ms).replace('Z', '+02:00'),
];

export const mixedTimeNotation: Quirk = {
  name: 'mixed-time-notation',
  number: 'Q53',
  about: 'Times come with Z, with an offset, with nine digits and with a space.',
  life: eachExchange(() => {
    let times = 0;
    const mixed = eachTime((text) => notations[times++ % notations.length]?.(text) ?? text);
    return (exchange) => ({ ...exchange, payload: mixed(fields(exchange.payload)) });
  }),
};
