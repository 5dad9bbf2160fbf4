// A quirk: the back end answers its time with an offset.

import { hour_ms, instantText } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const gatewayWithOffset: Quirk = {
  name: 'gateway-with-offset',
  number: 'Q54',
  about: 'The back end answers its time with an offset.',
  life: plainly((exchange) => {
    const { currentTime } = fields(exchange.answer);
    if (typeof currentTime !== 'string') return exchange;
    const local = instantText(Date.parse(currentTime) + hour_ms).replace('Z', '+01:00');
    return { ...exchange, answer: { ...fields(exchange.answer), currentTime: local } };
  }),
};
