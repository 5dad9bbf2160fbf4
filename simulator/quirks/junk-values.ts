// A quirk: every tenth sample of power or voltage is empty, NaN, or has a comma or a unit.

import type { Quirk } from '../quirk.ts';
import { eachExchange, saying } from '../quirk-life.ts';
import { eachSample, fields, measures, register } from '../quirk-payload.ts';

const junks = ['', 'NaN', '12,5', '230 V', '1.1e4', null] as const;

export const junkValues: Quirk = {
  name: 'junk-values',
  number: 'Q13',
  about: 'Every tenth sample of power or voltage is empty, NaN, or has a comma or a unit.',
  life: eachExchange(() => {
    let samples = 0;
    return (exchange) => {
      const junk = eachSample((sample) => {
        if (measures(sample, register) || samples++ % 10 !== 0) return [sample];
        return [{ ...sample, value: junks[samples % junks.length] }];
      });
      return saying(exchange, junk(fields(exchange.payload)));
    };
  }),
};
