// The reservation that a transaction begins on (1.6 §5.13, 2.x H03).

import { field, idOf, textOf } from './json.ts';
import type { Interpreter, Said } from './said.ts';
import { tells } from './tells.ts';

interface Use {
  readonly reservation: unknown;
  readonly port: unknown;
  readonly at: number;
}

const used = ({ reservation, port, at }: Use): readonly Said[] => {
  const reservationId = textOf(reservation);
  if (reservationId === '') return [];
  return [tells({ type: 'ReservationUsed', at, port: idOf(port), reservationId })];
};

export const reservationUsed16: Interpreter = ({ payload, receivedAt: at }) =>
  used({ reservation: field(payload, 'reservationId'), port: field(payload, 'connectorId'), at });

export const reservationUsed2: Interpreter = ({ payload, receivedAt: at }) =>
  used({
    reservation: field(payload, 'reservationId'),
    port: field(field(payload, 'evse'), 'id'),
    at,
  });
