// A quirk: before each status five others come within a second.

import type { Quirk } from '../quirk.ts';
import { again, plainly, saying } from '../quirk-life.ts';
import { fields, textOf } from '../quirk-payload.ts';

export const flapping: Quirk = {
  name: 'flapping',
  number: 'Q40',
  about: 'Before each status five others come within a second.',
  life: plainly((exchange) => {
    const { status, connectorStatus } = fields(exchange.payload);
    const key = status === undefined ? 'connectorStatus' : 'status';
    const word = textOf(status ?? connectorStatus);
    if (exchange.action !== 'StatusNotification' || word === 'Faulted') return exchange;
    const burst = ['Unavailable', word, 'Unavailable', word, 'Unavailable'];
    return [
      ...burst.map((each, index) => {
        const told = saying(again(exchange, index, `flap-${index}`), { [key]: each });
        return { ...told, answered_ms: 1 };
      }),
      { ...exchange, at: exchange.at + 10 },
    ];
  }),
};
