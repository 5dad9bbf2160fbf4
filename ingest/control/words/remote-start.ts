// Starts a transaction for a token, as if it had been shown at the station.

import { required, secret, text, whole } from '../args.ts';
import { idToken, said, word } from '../word.ts';

export const remoteStart = word({
  name: 'remote-start',
  about: 'Starts a transaction for a token.',
  args: {
    id_token: required(secret(text('The token that is charged for.', 255))),
    id_token_type: text('2.x type of the token; Central where absent.', 20),
    group_id_token: secret(text('2.x: the group of the token.', 255)),
    port: whole('1.6 connector or 2.x EVSE; absent: the station chooses.', [1, 65_535]),
  },
  say16: ({ id_token, port }) =>
    said('RemoteStartTransaction', { idTag: id_token, connectorId: port }),
  say2: ({ id_token, id_token_type, group_id_token, port }, { number }) =>
    said('RequestStartTransaction', {
      idToken: idToken(id_token, id_token_type),
      remoteStartId: number,
      evseId: port,
      groupIdToken: group_id_token === undefined ? undefined : idToken(group_id_token),
    }),
});
