// A quirk: 1.6 samples and stops speak of transaction 0.

import type { Quirk } from '../quirk.ts';
import { plainly, saying } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const transactionIdZero: Quirk = {
  name: 'transaction-id-zero',
  number: 'Q20',
  about: '1.6 samples and stops speak of transaction 0.',
  life: plainly((exchange) =>
    fields(exchange.payload)['transactionId'] === undefined
      ? exchange
      : saying(exchange, { transactionId: 0 }),
  ),
};
