// OCPP 1.6 ReserveNow (§6.37): a connector is kept for one token; 0 is any connector.

import { instantOf } from '../instant.ts';
import { field, idOf, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { tells } from '../tells.ts';

export const interpretCommand: Interpreter = ({ payload, receivedAt, eventId }) => [
  tells({
    type: 'ReservationRequested',
    at: receivedAt,
    port: idOf(field(payload, 'connectorId')),
    commandId: eventId,
    reservationId: textOf(field(payload, 'reservationId')).slice(0, 64),
    expiresAt: instantOf(field(payload, 'expiryDate')),
    connectorType: '',
  }),
];
