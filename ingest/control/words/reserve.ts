// Reserves a port for a token.

import { instant, required, secret, text, utc, whole } from '../args.ts';
import { idToken, said, word } from '../word.ts';

export const reserve = word({
  name: 'reserve',
  about: 'Reserves a port for a token.',
  args: {
    id_token: required(secret(text('Whom it is reserved for.', 255))),
    id_token_type: text('2.x type of the token; Central where absent.', 20),
    group_id_token: secret(text('Group that may use it also.', 255)),
    until: required(instant('When the reservation ends.')),
    port: whole('1.6 connector or 2.x EVSE; absent: any.', [0, 65_535]),
    reservation_id: whole('Id to cancel it by; derived from the command where absent.'),
  },
  say16: ({ id_token, group_id_token, until, port = 0, reservation_id }, { number }) =>
    said('ReserveNow', {
      connectorId: port,
      expiryDate: utc(until),
      idTag: id_token,
      parentIdTag: group_id_token,
      reservationId: reservation_id ?? number,
    }),
  say2: (values, { number }) =>
    said('ReserveNow', {
      id: values.reservation_id ?? number,
      expiryDateTime: utc(values.until),
      idToken: idToken(values.id_token, values.id_token_type),
      evseId: values.port === 0 ? undefined : values.port,
      groupIdToken:
        values.group_id_token === undefined ? undefined : idToken(values.group_id_token),
    }),
});
