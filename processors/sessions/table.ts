// The table of the room `sessions`: one row a charging session.

import {
  count,
  decimal,
  decimalOrNull,
  flag,
  instant,
  instantOrNull,
  label,
  small,
  table,
  text,
} from '../../schemas/table.ts';

export const sessions = table({
  name: 'sessions',
  about:
    'Charging sessions: OCPP transactions, and charging without one, as far as they are known.',
  columns: {
    tenant: label('Tenant.'),
    opened_at: instant('When the gateway first heard of the session; never changes.'),
    station_id: label('Identity of the charging station.'),
    session_id: text("The ledger's own id of the session."),
    kind: label('transaction, or untracked: charging that was seen without a transaction.'),
    port: small('1.6 connector id or 2.x EVSE id; 0 where nobody said it.'),
    connector_id: small('Connector of the port; 0 where it was not said.'),
    transaction_id: text('Id that station and back end use; empty where none was given.'),
    state: label('open or ended.'),
    started_at: instant('Start by the clock of the station.'),
    ended_at: instantOrNull('End by the clock of the station; null while open.'),
    estimated: flag('Whether the start or the end is inferred, not told by the station.'),
    offline: flag('Whether a part was told from a queue: marked offline, or over 5 minutes late.'),
    energy_wh: decimal(
      'Energy imported by the vehicle in watt-hours: the movement of the register.',
    ),
    register_start_wh: decimalOrNull('Register at the start, watt-hours.'),
    register_end_wh: decimalOrNull('Register at the last reading, watt-hours.'),
    readings: count('Register readings within the session after the first.'),
    first_energy_at: instantOrNull('First reading that showed energy; null where none did.'),
    duration_s: decimal('Seconds from start to end; while open, to the last change of phase.'),
    charging_s: decimal('Seconds of the duration in which the station said that it charges.'),
    suspended_ev_s: decimal('Seconds of the duration suspended by the vehicle.'),
    suspended_evse_s: decimal('Seconds of the duration suspended by the station.'),
    idle_s: decimal('Seconds of the duration connected without charging, before or after it.'),
    unknown_s: decimal('Seconds of the duration of which the station said nothing.'),
    power_w_max: decimalOrNull('Highest sampled active import power, watts.'),
    power_w_average: decimalOrNull(
      'Energy by charging time, watts, rounded down; null while open or without charging time.',
    ),
    soc_percent_start: decimalOrNull('First sampled state of charge, percent.'),
    soc_percent_end: decimalOrNull('Last sampled state of charge, percent.'),
    id_token: text('Token that authorised the session, as the station sent it.'),
    id_token_normal: text('The token without spaces, control characters, colons and hyphens.'),
    token_type: label('2.x type of the token, as ISO14443 or eMAID; empty in 1.6.'),
    auth_method: label(
      'remote, rfid, plug_and_charge, key_code, central, local, mac_address, none, unknown.',
    ),
    auth_verdict: label('What the back end said to the token, as Accepted; empty where nothing.'),
    start_trigger: label('What set the session going: remote, authorized, plug_in, unknown.'),
    stop_reason: label('Reason of the end in the words of OCPP; empty while open or inferred.'),
    outcome: label('open, success, failed, abandoned, unknown.'),
    failure: label(
      'Why it is no success: authorization, no_energy, bad_stop, end_unknown, no_meter_data, ' +
        'untracked; else empty.',
    ),
    model: label('Model of the station at the start; empty where no boot was heard before.'),
    firmware_version: label('Firmware at the start; empty where no boot was heard before.'),
    start_evidence: label('Message that the start was taken from.'),
    end_evidence: label(
      'What the end was taken from: StopTransaction, TransactionEvent, or inferred from ' +
        'NextStart, Available, Boot, Status; empty while open.',
    ),
    seq_gaps: count('2.x: messages of the transaction that never came, by their numbers.'),
    seq_repeats: count('2.x: messages of the transaction whose number had come before.'),
    first_event_id: text('Event that opened the session.'),
    last_event_id: text('Event that last changed the row.'),
    changed_at: instant('When the gateway received what last changed the row; never goes back.'),
  },
  key: ['tenant', 'opened_at', 'station_id', 'session_id'],
  month: 'opened_at',
  seek: ['session_id'],
});
