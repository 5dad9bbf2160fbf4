// Gives up a reservation.

import { required, whole } from '../args.ts';
import { said, word } from '../word.ts';

export const cancelReservation = word({
  name: 'cancel-reservation',
  about: 'Cancels a reservation.',
  args: { reservation_id: required(whole('Id of the reservation.')) },
  say16: ({ reservation_id }) => said('CancelReservation', { reservationId: reservation_id }),
  say2: ({ reservation_id }) => said('CancelReservation', { reservationId: reservation_id }),
});
