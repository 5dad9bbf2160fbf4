// A quirk: the clock is five minutes ahead until it is set right after half a day.

import { hour_ms, instantText, minute_ms } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';
import { eachTime, fields } from '../quirk-payload.ts';

export const clockSetBack: Quirk = {
  name: 'clock-set-back',
  number: 'Q52',
  about: 'The clock is five minutes ahead until it is set right after half a day.',
  life: (life) => {
    const set_at = (life[0]?.at ?? 0) + 12 * hour_ms;
    return plainly((exchange) => {
      if (exchange.at >= set_at) return exchange;
      const ahead = eachTime((text) => instantText(Date.parse(text) + 5 * minute_ms));
      return { ...exchange, payload: ahead(fields(exchange.payload)) };
    })(life);
  },
};
