// The table of the room `sessions`: one row a charging session.

import {
  count,
  decimal,
  decimalOrNull,
  instant,
  instantOrNull,
  label,
  small,
  table,
  text,
} from '../../schemas/table.ts';

export const sessions = table({
  name: 'sessions',
  about: 'Charging sessions: one OCPP transaction, as far as it is known.',
  columns: {
    tenant: label('Tenant.'),
    opened_at: instant('When the gateway first heard of the session; never changes.'),
    station_id: label('Identity of the charging station.'),
    session_id: text("The ledger's own id of the session."),
    port: small('1.6 connector id or 2.x EVSE id.'),
    connector_id: small('Connector of the port; 0 where it was not said.'),
    transaction_id: text('Id that station and back end use; empty where none was given.'),
    state: label('open or ended.'),
    started_at: instant('Start by the clock of the station.'),
    ended_at: instantOrNull('End by the clock of the station; null while open.'),
    energy_wh: decimal(
      'Energy imported by the vehicle in watt-hours: the movement of the register.',
    ),
    register_start_wh: decimalOrNull('Register at the start, watt-hours.'),
    register_end_wh: decimalOrNull('Register at the last reading, watt-hours.'),
    readings: count('Register readings within the session after the first.'),
    power_w_max: decimalOrNull('Highest sampled active import power, watts.'),
    soc_percent_start: decimalOrNull('First sampled state of charge, percent.'),
    soc_percent_end: decimalOrNull('Last sampled state of charge, percent.'),
    id_token: text('Token that authorised the session.'),
    stop_reason: label('Reason of the end in the words of OCPP; empty while open.'),
    start_evidence: label('Message that the start was taken from.'),
    end_evidence: label('Message that the end was taken from; empty while open.'),
    first_event_id: text('Event that opened the session.'),
  },
  key: ['tenant', 'opened_at', 'station_id', 'session_id'],
  month: 'opened_at',
});
