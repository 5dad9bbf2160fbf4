// The table of the room `connections`: one row a connection.

import { instant, instantOrNull, integerOrNull, label, table, text } from '../../schemas/table.ts';

export const connections = table({
  name: 'connections',
  about: 'Connections of stations to the gateway: from when to when, and who ended them.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    opened_at: instant('When it began; where a recording begins in its middle, its first frame.'),
    connection_id: text('Id of the connection.'),
    protocol: label('OCPP version, as ocpp2.0.1.'),
    remote_address: text('Where it came from; empty where not known.'),
    closed_at: instantOrNull('When it ended; null while it is open.'),
    close_code: integerOrNull('WebSocket close code; null while open, and where it was replaced.'),
    close_reason: text('Reason that came with the code.'),
    closed_by: label('station, gateway, or replaced by a newer connection; empty while open.'),
    frames: integerOrNull('Frames that came over it; null while it is open.'),
  },
  key: ['tenant', 'station_id', 'opened_at', 'connection_id'],
  month: 'opened_at',
});
