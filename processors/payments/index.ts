// The room `payments`: every amount that a message says becomes a row.

import { emit, room } from '../define.ts';
import { payments } from './table.ts';

export default room({
  name: 'payments',
  about: 'Cost and payment as messages say them.',
  listens: ['PaymentReported'],
  tables: [payments],
  initial: null,
  step: (state, fact, context) => ({
    state,
    rows: [
      emit(payments, {
        tenant: context.tenant,
        station_id: context.stationId,
        at: fact.at,
        told_at: context.receivedAt,
        event_id: context.eventId,
        kind: fact.kind,
        message: fact.message,
        port: fact.port,
        transaction_id: fact.transactionId,
        amount: fact.amount_milli,
        status: fact.status,
        reference: fact.reference,
      }),
    ],
  }),
});
