// OCPP 2.x ReserveNow (use case H01): an EVSE, or any of a kind, is kept for one token.

import { instantOf } from '../instant.ts';
import { field, idOf, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { tells } from '../tells.ts';

export const interpretCommand: Interpreter = ({ payload, receivedAt, eventId }) => [
  tells({
    type: 'ReservationRequested',
    at: receivedAt,
    port: idOf(field(payload, 'evseId') ?? 0),
    commandId: eventId,
    reservationId: textOf(field(payload, 'id')).slice(0, 64),
    expiresAt: instantOf(field(payload, 'expiryDateTime')),
    connectorType: textOf(field(payload, 'connectorType')).slice(0, 64),
  }),
];
