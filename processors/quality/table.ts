// The table of the room `quality`: everything that was doubtful in what a station sent.

import { instant, instantOrNull, label, small, table, text } from '../../schemas/table.ts';

export const qualityFlags = table({
  name: 'quality_flags',
  about: 'Doubts: frames that could not be read, values that were treated; one row a doubt.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    at: instant('When the gateway saw the frame.'),
    event_id: text('Event that holds the frame.'),
    code: label('Code of the doubt.'),
    port: small('Port it is about; 0 is the station as a whole.'),
    since: instantOrNull(
      'When the time began that it is about, where that is no moment: it lasts until `at`.',
    ),
    detail: text('What was found, in a few words.'),
    concerns_at: instant('Time in the tables that it concerns; receipt where it is no other.'),
  },
  key: ['tenant', 'station_id', 'at', 'event_id', 'code', 'port'],
  month: 'at',
});
