// The table of the room `logs`: one row an upload of logs or diagnostics.

import { instant, instantOrNull, label, table, text } from '../../schemas/table.ts';

export const logUploads = table({
  name: 'log_uploads',
  about: 'Logs and diagnostics asked of stations, and how their upload went.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    requested_at: instant('When it was asked for; when first told of, where no request was seen.'),
    upload_id: text('Event that holds the request, or the first word of it.'),
    request_id: text('Request id; empty for GetDiagnostics.'),
    log_type: label('Diagnostics, DiagnosticsLog, SecurityLog, DataCollectorLog; may be empty.'),
    location: text('Where to, without credentials.'),
    file_name: text('Name that the station gave; empty where it gave none.'),
    state: label('requested, refused, uploading, uploaded, failed or cancelled.'),
    last_status: label('Last status in the words of the specification.'),
    uploading_at: instantOrNull('When the upload was told to have begun.'),
    ended_at: instantOrNull('When it was uploaded, refused, cancelled or failed.'),
  },
  key: ['tenant', 'station_id', 'requested_at', 'upload_id'],
  month: 'requested_at',
});
