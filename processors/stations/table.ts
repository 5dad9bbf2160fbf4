// The table of the room `stations`: one row a station, as last known.

import { flag, instant, instantOrNull, label, table, text } from '../../schemas/table.ts';

export const stations = table({
  name: 'stations',
  about: 'Charging stations as last known.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    protocol: label('OCPP version of the last connection, as ocpp2.0.1.'),
    vendor: label('chargePointVendor or vendorName of the last boot.'),
    model: label('Model of the last boot.'),
    serial_number: text('Serial number of the last boot.'),
    firmware_version: label('Firmware version of the last boot.'),
    connected: flag('Whether a connection is open.'),
    first_seen_at: instant('When the gateway first saw the station.'),
    last_seen_at: instant('When the gateway last saw a frame or connection of it.'),
    last_booted_at: instantOrNull('When the last BootNotification came.'),
  },
  key: ['tenant', 'station_id'],
  month: null,
});
