// The table of the room `completeness`: what the log holds of a station's hour, and what it lacks.

import { count, instant, label, table } from '../../schemas/table.ts';

export const completeness = table({
  name: 'completeness',
  about: 'Per station and hour of receipt: events in the log, what was set aside, what is missing.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    hour: instant('Start of the hour, UTC, by receipt.'),
    events: count('Events in the log: what the gateway has confirmed, each counted once.'),
    frames_from_station: count('Frames that the station sent.'),
    frames_to_station: count('Frames that were sent to the station.'),
    folded: count('Frames of the station that were read.'),
    unreadable: count('Frames of the station that are no OCPP-J frame: kept, not read.'),
    invalid: count(
      'Frames of the station that break the published schema: read as far as possible.',
    ),
    missing: count('Events that the numbering of a connection leaves out.'),
    heartbeats: count('Heartbeats heard.'),
    heartbeats_expected: count(
      'Heartbeats by the interval agreed, while connected; 0 where none is known.',
    ),
  },
  key: ['tenant', 'station_id', 'hour'],
  month: 'hour',
});
