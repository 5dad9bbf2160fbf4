// A quirk: no samples are ever sent between start and stop.

import type { Quirk } from '../quirk.ts';
import { plainly, saying } from '../quirk-life.ts';

export const noMeterValues: Quirk = {
  name: 'no-meter-values',
  number: 'Q16',
  about: 'No samples are ever sent between start and stop.',
  life: plainly((exchange, place) => {
    if (exchange.action === 'MeterValues') return [];
    return place?.part === 'middle' ? saying(exchange, { meterValue: undefined }) : exchange;
  }),
};
