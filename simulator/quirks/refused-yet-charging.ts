// A quirk: the back end answers ConcurrentTx, and the station charges all the same.

import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const refusedYetCharging: Quirk = {
  name: 'refused-yet-charging',
  number: 'Q32',
  about: 'The back end answers ConcurrentTx, and the station charges all the same.',
  life: plainly((exchange) =>
    exchange.action === 'StartTransaction'
      ? {
          ...exchange,
          answer: { ...fields(exchange.answer), idTagInfo: { status: 'ConcurrentTx' } },
        }
      : exchange,
  ),
};
