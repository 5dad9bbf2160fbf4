// A quirk: message ids are longer than 36 characters.

import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';

export const messageIdsTooLong: Quirk = {
  name: 'message-ids-too-long',
  number: 'Q56',
  about: 'Message ids are longer than 36 characters.',
  life: plainly((exchange) => ({ ...exchange, id: `message-${exchange.id}-${'x'.repeat(40)}` })),
};
