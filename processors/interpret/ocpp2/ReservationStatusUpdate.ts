// OCPP 2.x ReservationStatusUpdate (use cases H01, H04): the station ended a reservation.

import { field, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { tells } from '../tells.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => [
  tells({
    type: 'ReservationStatusReported',
    at: receivedAt,
    reservationId: textOf(field(payload, 'reservationId')).slice(0, 64),
    status: textOf(field(payload, 'reservationUpdateStatus')).slice(0, 64),
  }),
];
