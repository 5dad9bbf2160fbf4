// The table of the room `attempts`: one row an attempt to charge.

import { count, decimalOrNull, instant, instantOrNull } from '../../schemas/table.ts';
import { label, small, table, text } from '../../schemas/table.ts';

export const attempts = table({
  name: 'attempts',
  about:
    'Attempts to charge: from the permission, or the session that came without one, to its outcome. ' +
    'Attempts of one vehicle or token in a row are a visit.',
  columns: {
    tenant: label('Tenant.'),
    opened_at: instant('When the gateway first heard of the attempt; never changes.'),
    station_id: label('Identity of the charging station.'),
    attempt_id: text('Event that the attempt began with.'),
    visit_id: text('The first attempt of the visit.'),
    visit_attempt: count('Which attempt of the visit it is, from 1.'),
    port: small('1.6 connector id or 2.x EVSE id; 0 while it is not known.'),
    path: label(
      'How it began: authorize (token before the session), remote, plug_in, cached (token that the ' +
        'station judged by itself), unknown.',
    ),
    started_at: instant('When it began by the clock of the gateway, or of the session by its own.'),
    ended_at: instantOrNull('When the outcome was reached; null while it is open.'),
    id_token: text('Token as the station or the back end sent it; empty where none was said.'),
    auth_verdict: label('What the back end said to the token, as Accepted; empty where nothing.'),
    session_id: text('The session that came of it; empty where none did.'),
    outcome: label('open, success, failed, abandoned, unknown.'),
    failure: label(
      'Where it failed: authorization, remote_start, no_session, no_energy, bad_stop, end_unknown, ' +
        'no_meter_data; else empty.',
    ),
    charging_at: instantOrNull('When charging was first told, or energy first read.'),
    start_time_s: decimalOrNull('Seconds from the start of the attempt to charging.'),
  },
  key: ['tenant', 'opened_at', 'station_id', 'attempt_id'],
  month: 'opened_at',
});
