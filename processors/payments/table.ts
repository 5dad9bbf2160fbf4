// The table of the room `payments`: what messages say of cost and payment.

import { decimalOrNull, instant, label, small, table, text } from '../../schemas/table.ts';

export const payments = table({
  name: 'payments',
  about: 'Cost and payment as messages of OCPP say them; no bill is made from these amounts.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    at: instant('When it was said, or when the settlement was made.'),
    told_at: instant('When the message came.'),
    event_id: text('Event that holds the message.'),
    kind: label('cost, settlement or web_payment.'),
    message: label('Message that said it; TransactionEvent stands for its answer.'),
    port: small('EVSE where it was named; else 0.'),
    transaction_id: text('Transaction in the words of station and back end; may be empty.'),
    amount: decimalOrNull('In the currency of the tariff; null where none was said.'),
    status: label('Of a settlement: Settled, Canceled, Rejected or Failed.'),
    reference: text('Reference of the payment service provider.'),
  },
  key: ['tenant', 'station_id', 'told_at', 'event_id'],
  month: 'told_at',
});
