// The table of the room `boots`: one row a boot.

import { instant, instantOrNull, label, table, text } from '../../schemas/table.ts';

export const boots = table({
  name: 'boots',
  about: 'Boots as stations tell of them; a station may boot unheard, or tell of a boot twice.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    booted_at: instant('When the BootNotification came.'),
    event_id: text('Event that holds it.'),
    reason: label('2.x boot reason, as PowerUp; empty in 1.6.'),
    answer: label('Accepted, Pending or Rejected; empty while unanswered.'),
    vendor: label('chargePointVendor or vendorName.'),
    model: label('Model.'),
    serial_number: text('Serial number.'),
    firmware_version: label('Firmware version.'),
    previous_at: instantOrNull('The boot before; null for the first that was heard of.'),
  },
  key: ['tenant', 'station_id', 'booted_at', 'event_id'],
  month: 'booted_at',
});
