// Replaces or changes the list of tokens that a station knows by itself.

import type { ValuesOf } from '../args.ts';
import { instant, listOf, oneOf, required, secret, text, utcOrNone, whole } from '../args.ts';
import { idToken, part, said, word } from '../word.ts';

const entry = {
  id_token: required(text('The token.', 255)),
  id_token_type: text('2.x type of the token; ISO14443 where absent.', 20),
  status: text(
    'As Accepted, Blocked, Expired, Invalid; absent in a change: taken off the list.',
    20,
  ),
  until: instant('When it ends to be valid.'),
  group_id_token: text('Its group.', 255),
};

type Entry = ValuesOf<typeof entry>;

const entry16 = ({ id_token, status, until, group_id_token }: Entry) =>
  part({
    idTag: id_token,
    idTagInfo:
      status === undefined
        ? undefined
        : part({ status, expiryDate: utcOrNone(until), parentIdTag: group_id_token }),
  });

const entry2 = ({ id_token, id_token_type = 'ISO14443', status, until, group_id_token }: Entry) =>
  part({
    idToken: idToken(id_token, id_token_type),
    idTokenInfo:
      status === undefined
        ? undefined
        : part({
            status,
            cacheExpiryDateTime: utcOrNone(until),
            groupIdToken:
              group_id_token === undefined ? undefined : idToken(group_id_token, id_token_type),
          }),
  });

const updates = { full: 'Full', differential: 'Differential' } as const;

export const sendLocalList = word({
  name: 'send-local-list',
  about: 'Replaces or changes the list of tokens in the station.',
  args: {
    version: required(whole('Version of the list afterwards.')),
    update: oneOf(['full', 'differential'], 'full replaces the list (default).'),
    entries: secret(listOf(entry, 'The tokens; absent with full: the list becomes empty.')),
  },
  say16: ({ version, update = 'full', entries }) =>
    said('SendLocalList', {
      listVersion: version,
      updateType: updates[update],
      localAuthorizationList: entries?.map(entry16),
    }),
  say2: ({ version, update = 'full', entries = [] }) =>
    said('SendLocalList', {
      versionNumber: version,
      updateType: updates[update],
      localAuthorizationList: entries.length === 0 ? undefined : entries.map(entry2),
    }),
});
