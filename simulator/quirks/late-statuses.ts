// A quirk: every third status comes twenty minutes late.

import { minute_ms } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { eachExchange, settled } from '../quirk-life.ts';

export const lateStatuses: Quirk = {
  name: 'late-statuses',
  number: 'Q39',
  about: 'Every third status comes twenty minutes late.',
  life: (life) =>
    settled(
      eachExchange(() => {
        let statuses = 0;
        return (exchange) =>
          exchange.action === 'StatusNotification' && statuses++ % 3 === 2
            ? { ...exchange, at: exchange.at + 20 * minute_ms }
            : exchange;
      })(life),
    ),
  blur_ms: 5_000,
};
