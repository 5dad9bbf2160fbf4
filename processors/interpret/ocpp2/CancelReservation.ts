// OCPP 2.x CancelReservation (use case H02): a reservation to give up.

import { field, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { tells } from '../tells.ts';

export const interpretCommand: Interpreter = ({ payload, receivedAt, eventId }) => [
  tells({
    type: 'ReservationCancelRequested',
    at: receivedAt,
    commandId: eventId,
    reservationId: textOf(field(payload, 'reservationId')).slice(0, 64),
  }),
];
