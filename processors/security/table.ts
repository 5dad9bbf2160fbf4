// The table of the room `security`: one row a security event.

import { flag, instant, label, table, text } from '../../schemas/table.ts';

export const securityEvents = table({
  name: 'security_events',
  about: 'Security events that stations tell of, and the certificates that they ask for.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    happened_at: instant('When it happened, as the station says.'),
    event_id: text('Event that holds the message.'),
    type: label('As SettingSystemTime; for a certificate asked for, its kind.'),
    message: label('SecurityEventNotification, or SignCertificate.'),
    tech_info: text('What the station adds, at most 200 characters.'),
    told_at: instant('When the message came.'),
    late: flag('Whether it came an hour or more after it happened.'),
  },
  key: ['tenant', 'station_id', 'told_at', 'event_id'],
  month: 'told_at',
});
