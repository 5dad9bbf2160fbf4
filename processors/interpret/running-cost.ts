// The running or final cost in the answer to a TransactionEvent (2.x I02, I03).

import { thousandths } from '../../lib/units.ts';
import { field, textOf } from './json.ts';
import type { Interpreter } from './said.ts';
import { tells } from './tells.ts';

/** Kept of the TransactionEvent: its answer does not name the transaction. */
export const transactionOf = (payload: unknown): string =>
  textOf(field(field(payload, 'transactionInfo'), 'transactionId'));

export const costOfAnswer: Interpreter = ({ payload, receivedAt, call }) => {
  const amount_milli = thousandths(textOf(field(payload, 'totalCost')));
  if (amount_milli === null) return [];
  return [
    tells({
      type: 'PaymentReported',
      at: receivedAt,
      port: 0,
      message: 'TransactionEvent',
      kind: 'cost',
      transactionId: call?.note ?? '',
      amount_milli,
      status: '',
      reference: '',
    }),
  ];
};
