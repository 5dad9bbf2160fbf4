// Gives a station a new password for its connection: AuthorizationKey, or BasicAuthPassword.

import { required, secret, text } from '../args.ts';
import { said, word } from '../word.ts';

export const setPassword = word({
  name: 'set-password',
  about: 'Gives it a new password; `laddbok station rotate-key` does both ends.',
  args: { password: required(secret(text('16 to 40 characters; for 1.6 in hex.', 40))) },
  say16: ({ password }) =>
    said('ChangeConfiguration', { key: 'AuthorizationKey', value: password }),
  say2: ({ password }) =>
    said('SetVariables', {
      setVariableData: [
        {
          component: { name: 'SecurityCtrlr' },
          variable: { name: 'BasicAuthPassword' },
          attributeValue: password,
        },
      ],
    }),
});
