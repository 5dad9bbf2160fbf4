// The table of the room `reservations`: one row a reservation.

import { instant, instantOrNull, label, small, table, text } from '../../schemas/table.ts';

export const reservations = table({
  name: 'reservations',
  about: 'Reservations: asked for, made, used, cancelled, expired.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    requested_at: instant('When it was asked for.'),
    command_id: text('Event that holds the ReserveNow.'),
    reservation_id: text('Id of the reservation.'),
    port: small('Port that is kept; 0 is any.'),
    connector_type: label('2.x connectorType that is kept; empty for any.'),
    expires_at: instantOrNull('When it ends by itself.'),
    state: label('requested, active, refused, used, cancelled, expired, removed or unused.'),
    status: label('Last status in the words of the specification.'),
    ended_at: instantOrNull('When it was refused, used, cancelled, or told to have ended.'),
  },
  key: ['tenant', 'station_id', 'requested_at', 'command_id'],
  month: 'requested_at',
});
