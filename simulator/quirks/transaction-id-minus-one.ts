// A quirk: 1.6 samples and stops speak of transaction -1: the station never learned its id.

import type { Quirk } from '../quirk.ts';
import { plainly, saying } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const transactionIdMinusOne: Quirk = {
  name: 'transaction-id-minus-one',
  number: 'Q20',
  about: '1.6 samples and stops speak of transaction -1: the station never learned its id.',
  life: plainly((exchange) =>
    fields(exchange.payload)['transactionId'] === undefined
      ? exchange
      : saying(exchange, { transactionId: -1 }),
  ),
};
