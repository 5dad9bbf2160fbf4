// A quirk: 1.6 samples name no transaction.

import type { Quirk } from '../quirk.ts';
import { plainly, saying } from '../quirk-life.ts';

export const samplesWithoutTransaction: Quirk = {
  name: 'samples-without-transaction',
  number: 'Q31',
  about: '1.6 samples name no transaction.',
  life: plainly((exchange) =>
    exchange.action === 'MeterValues' ? saying(exchange, { transactionId: undefined }) : exchange,
  ),
};
