// The table of the room `notices`: messages that say something which no other table holds.

import { instant, label, small, table, text } from '../../schemas/table.ts';

export const notices = table({
  name: 'notices',
  about: 'Grid events, priorities, profiles, streams: told, and kept in a few words.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    at: instant('When it was, as the station says; else when it came.'),
    told_at: instant('When the message came.'),
    event_id: text('Event that holds the message.'),
    message: label('As NotifyDERAlarm.'),
    port: small('EVSE where it was named; else 0.'),
    subject: text('What it is about: a transaction, a control, a request, a stream.'),
    detail: text('What it says, in a few words.'),
  },
  key: ['tenant', 'station_id', 'told_at', 'event_id'],
  month: 'told_at',
});
