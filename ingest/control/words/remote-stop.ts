// Stops a transaction that is named by its id.

import { required, text } from '../args.ts';
import { said, unsayable, word } from '../word.ts';

export const remoteStop = word({
  name: 'remote-stop',
  about: 'Stops a transaction.',
  args: {
    transaction_id: required(text('Id of the transaction as the station knows it.', 36)),
  },
  say16: ({ transaction_id }) =>
    /^-?\d{1,10}$/.test(transaction_id)
      ? said('RemoteStopTransaction', { transactionId: Number(transaction_id) })
      : unsayable('Transactions of OCPP 1.6 are named by an integer: give that as transaction_id.'),
  say2: ({ transaction_id }) => said('RequestStopTransaction', { transactionId: transaction_id }),
});
