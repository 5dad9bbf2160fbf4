// A quirk: after Finishing no Available comes.

import type { Quirk } from '../quirk.ts';
import { eachExchange, portIn } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const finishingStuck: Quirk = {
  name: 'finishing-stuck',
  number: 'Q46',
  about: 'After Finishing no Available comes.',
  life: eachExchange(() => {
    const finishing = new Set<number>();
    return (exchange) => {
      const payload = fields(exchange.payload);
      if (exchange.action !== 'StatusNotification') return exchange;
      const stuck = payload['status'] === 'Available' && finishing.delete(portIn(payload));
      if (payload['status'] === 'Finishing') finishing.add(portIn(payload));
      return stuck ? [] : exchange;
    };
  }),
};
