// A quirk: 1.6 samples and stops speak of transaction 2^63 - 1.

import type { Quirk } from '../quirk.ts';
import { plainly, written } from '../quirk-life.ts';

export const transactionIdHuge: Quirk = {
  name: 'transaction-id-huge',
  number: 'Q21',
  about: '1.6 samples and stops speak of transaction 2^63 - 1.',
  life: plainly((exchange) =>
    written(exchange, (text) =>
      text.replaceAll(/"transactionId":-?\d+/g, '"transactionId":9223372036854775807'),
    ),
  ),
};
