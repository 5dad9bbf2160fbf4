// The table of the room `availability`: the neutral timeline of each port.

import { instant, instantOrNull, label, small, table, text } from '../../schemas/table.ts';

export const availability = table({
  name: 'availability',
  about:
    'Neutral timeline per port: intervals without gap or overlap, each with its cause. What counts ' +
    'as up is for a rulebook to say.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    port: small('1.6 connector id or 2.x EVSE id.'),
    started_at: instant('Start of the interval.'),
    state: label(
      'available, occupied, charging, reserved, unavailable, faulted, offline, unknown.',
    ),
    cause: label('What began the interval: a status word, connection_lost, gateway_away.'),
    ended_at: instantOrNull('End of the interval; null while it lasts.'),
    event_id: text('Event that began the interval.'),
  },
  key: ['tenant', 'station_id', 'port', 'started_at'],
  month: 'started_at',
});
