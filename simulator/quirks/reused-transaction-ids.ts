// A quirk: the back end of a 1.6 station gives every transaction the id 7.

import type { Quirk } from '../quirk.ts';
import { eachExchange } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';
import type { Fields } from '../quirk-payload.ts';

/** Ids of 2.x are made by the station and stay. */
const idOf = ({ transaction_id }: { readonly transaction_id: string }): string =>
  /^\d+$/.test(transaction_id) ? '7' : transaction_id;

export const reusedTransactionIds: Quirk = {
  name: 'reused-transaction-ids',
  number: 'Q24',
  about: 'The back end of a 1.6 station gives every transaction the id 7.',
  life: eachExchange(() => {
    const reused = (value: unknown): Fields => {
      const told = fields(value);
      return typeof told['transactionId'] === 'number' ? { ...told, transactionId: 7 } : told;
    };
    return (exchange) => ({
      ...exchange,
      payload: reused(exchange.payload),
      answer: reused(exchange.answer),
    });
  }),
  truth: (truth) => ({
    ...truth,
    sessions: truth.sessions.map((one) => ({ ...one, transaction_id: idOf(one) })),
    buckets: truth.buckets.map((one) => ({ ...one, transaction_id: idOf(one) })),
  }),
};
