// The table of the room `profiles`: how well a station behaves, day by day.

import { count, decimalOrNull, instant, integerOrNull, label, table } from '../../schemas/table.ts';

export const stationQuality = table({
  name: 'station_quality',
  about: 'Per station and day of receipt (UTC): its clock, silence, loops, bad frames and meter.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    day: instant('Start of the day, UTC.'),
    updated_at: instant('Receipt of the last event that the row counts.'),
    frames: count('Frames of the station.'),
    bad_frames: count('Of these, unreadable or out of schema.'),
    clock_offset_s: integerOrNull('Station clock minus true time, seconds, as last estimated.'),
    clock_spread_s: integerOrNull('Median distance of its samples from that, seconds.'),
    silent_spells: count('Spells over 15 minutes without a frame while connected.'),
    silence_s: count('Seconds of these spells.'),
    connections: count('Connections that began.'),
    reconnect_loops: count('Connections that began within a minute of the one before.'),
    boots: count('Boots.'),
    boot_loops: count('Boots within 5 minutes of the one before.'),
    heartbeat_interval_s: integerOrNull('Seconds between the last two heartbeats.'),
    register_step_wh: decimalOrNull('Step of the import register: greatest common divisor seen.'),
  },
  key: ['tenant', 'station_id', 'day'],
  month: 'day',
});
