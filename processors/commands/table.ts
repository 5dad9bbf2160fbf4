// The table of the room `commands`: one row a command.

import {
  instant,
  instantOrNull,
  integerOrNull,
  label,
  small,
  table,
  text,
} from '../../schemas/table.ts';

export const commands = table({
  name: 'commands',
  about: 'What back ends asked of stations, what was answered, and whether it was seen to happen.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    issued_at: instant('When the command was sent, by the clock of the gateway.'),
    command_id: text('Event that holds the command.'),
    action: label('As RemoteStartTransaction.'),
    port: small('1.6 connector id or 2.x EVSE id that it is for; 0 is the station as a whole.'),
    connector_id: small('2.x connector of the EVSE; 0 where it was not named.'),
    target: text('Transaction, request, reservation or key that it names; may be empty.'),
    detail: text('What was asked, in a few words; secrets are left out.'),
    state: label('awaiting, answered, error or unanswered.'),
    status: label('Of the answer, in the words of the specification; may be empty.'),
    error_code: label('Of a CALLERROR; AnswerUnreadable where the answer was no frame.'),
    info: text('What the answer adds: reason, file name, version.'),
    unanswered_why: label('connection_lost, id_reused or let_go; else empty.'),
    result_error: label('Code by which the back end refused the answer (2.1); else empty.'),
    answered_at: instantOrNull('When the answer came; null while there is none.'),
    latency_ms: integerOrNull('From command to answer; null while there is none.'),
    effect_expected: label('What should follow: session_start, boot, …; empty for nothing.'),
    effect: label('awaited, observed, held (it was so already), missed or unknown; may be empty.'),
    effect_at: instantOrNull('When the effect was seen, by the clock of the gateway.'),
    effect_after_ms: integerOrNull('From command to effect; null where none was seen.'),
  },
  key: ['tenant', 'station_id', 'issued_at', 'command_id'],
  month: 'issued_at',
});
