// A quirk: message ids are numbers that begin at 1 with every connection.

import type { Quirk } from '../quirk.ts';

export const messageIdsReused: Quirk = {
  name: 'message-ids-reused',
  number: 'Q56',
  about: 'Message ids are numbers that begin at 1 with every connection.',
  life: (life) => {
    let count = 0;
    return life.map((one) => {
      if (one.kind === 'connected') count = 0;
      return one.kind === 'exchange' ? { ...one, id: ++count } : one;
    });
  },
};
