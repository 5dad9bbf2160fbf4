// A quirk: every second session is charged without any transaction.

import type { Quirk } from '../quirk.ts';
import { plainly, saying } from '../quirk-life.ts';

export const untrackedCharging: Quirk = {
  name: 'untracked-charging',
  number: 'Q35',
  about: 'Every second session is charged without any transaction.',
  life: plainly((exchange, place) => {
    if (place === null || place.session % 2 === 0) return exchange;
    return exchange.action === 'MeterValues' ? saying(exchange, { transactionId: undefined }) : [];
  }),
};
