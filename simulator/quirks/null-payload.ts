// A quirk: an empty payload is null, and objects have fields of their own.

import type { Quirk } from '../quirk.ts';
import { plainly, saying } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const nullPayload: Quirk = {
  name: 'null-payload',
  number: 'Q58',
  about: 'An empty payload is null, and objects have fields of their own.',
  life: plainly((exchange) => {
    const payload = fields(exchange.payload);
    return Object.keys(payload).length === 0
      ? { ...exchange, payload: null }
      : saying(exchange, { customField: { of: 'the maker' } });
  }),
};
