// The tables of the room `energy`: energy by port, session and quarter of an hour, and by hour.

import {
  decimal,
  flag,
  instant,
  instantOrNull,
  label,
  small,
  table,
  text,
} from '../../schemas/table.ts';

export const sessionEnergy = table({
  name: 'session_energy',
  about: 'Imported energy in buckets of 15 minutes; the buckets of a session sum to its energy.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    port: small('1.6 connector id or 2.x EVSE id.'),
    bucket_start: instant('Start of the 15 minutes, UTC.'),
    session_id: text('The session; empty for energy that belongs to none.'),
    energy_wh: decimal('Energy in the bucket, watt-hours.'),
  },
  key: ['tenant', 'station_id', 'port', 'bucket_start', 'session_id'],
  month: 'bucket_start',
});

export const energyHours = table({
  name: 'energy_hours',
  about:
    'The energy of session_energy by hour, in the order of time. The sessions with energy in a ' +
    'window are those hours of sessions that have energy, and whose previous hour is before it.',
  columns: {
    tenant: label('Tenant.'),
    hour_start: instant('Start of the hour, UTC.'),
    station_id: label('Identity of the charging station.'),
    port: small('1.6 connector id or 2.x EVSE id.'),
    session_id: text('The session; empty for energy that belongs to none.'),
    of_session: flag('Whether it belongs to a session: quicker to read than the id of one.'),
    energy_wh: decimal('Energy in the hour, watt-hours; 0 where late data left nothing.'),
    previous_hour_start: instantOrNull(
      'Start of the last hour before in which the session had energy at this port; null: none, or ' +
        'none in this hour.',
    ),
  },
  key: ['tenant', 'hour_start', 'station_id', 'port', 'session_id'],
  month: 'hour_start',
});

export const otherEnergy = table({
  name: 'other_energy',
  about:
    'Energy beside that of the import registers of ports, in the same buckets: never to be added ' +
    'to session_energy.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    port: small('1.6 connector id or 2.x EVSE id; 0 is the station as a whole.'),
    quantity: label(
      'exported, reactive_imported, reactive_exported, station (meter of the whole station, which ' +
        'contains its ports) or estimated (power integrated over time, not metered).',
    ),
    bucket_start: instant('Start of the 15 minutes, UTC.'),
    session_id: text('The session; empty for energy that belongs to none.'),
    unit: label('Unit of amount: Wh, or varh where the quantity is reactive.'),
    amount: decimal('Energy in the bucket, in the unit beside it.'),
  },
  key: ['tenant', 'station_id', 'port', 'quantity', 'bucket_start', 'session_id'],
  month: 'bucket_start',
});
