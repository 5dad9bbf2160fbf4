// Asks whether a transaction still runs, and whether messages of it are waiting.

import { text } from '../args.ts';
import { said, unsayable, word } from '../word.ts';

export const getTransactionStatus = word({
  name: 'get-transaction-status',
  about: 'Asks whether a transaction runs and messages wait (2.x).',
  args: { transaction_id: text('Absent: only whether messages wait.', 36) },
  say16: () => unsayable('OCPP 1.6 has no such question: trigger meter_values instead.'),
  say2: ({ transaction_id }) => said('GetTransactionStatus', { transactionId: transaction_id }),
});
