// The table of the room `faults`: one row an episode of a fault.

import {
  count,
  decimalOrNull,
  instant,
  instantOrNull,
  label,
  small,
  table,
  text,
} from '../../schemas/table.ts';

export const faults = table({
  name: 'faults',
  about: 'Fault episodes: opened, repeated, cleared.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    port: small('1.6 connector id or 2.x EVSE id; 0 is the station as a whole.'),
    opened_at: instant('When the fault was first reported.'),
    error_code: label('1.6 errorCode, or component/variable of a 2.x NotifyEvent.'),
    vendor_error_code: text('vendorErrorCode or techCode.'),
    info: text('Free text of the first report.'),
    cleared_at: instantOrNull('When it was cleared; null while it lasts.'),
    reports: count('How often it was reported in this episode.'),
    event_id: text('Event that opened it.'),
    severity: label('fault, or warning where the port could go on.'),
    mrec_code: label('ChargeX minimum required error code, as CX002; empty where it is none.'),
    error_code_reported: text('The errorCode as it was sent, where it was of no list; else empty.'),
    recovery_s: decimalOrNull('Seconds until it was cleared; null while it lasts.'),
    since_previous_s: decimalOrNull(
      'Seconds since the fault before it on this port was cleared, by which it is known; else null.',
    ),
  },
  key: ['tenant', 'station_id', 'port', 'opened_at', 'error_code', 'vendor_error_code'],
  month: 'opened_at',
});
