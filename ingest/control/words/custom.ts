// Any CALL of the station's version of OCPP, with its payload as it is to be sent.

import type { Args, ValuesOf } from '../args.ts';
import { object, required, secret, text } from '../args.ts';
import { said, word } from '../word.ts';

const args = {
  action: required(text('As GetDisplayMessages.', 64)),
  payload: secret(object('The payload; {} where absent.')),
} satisfies Args;

const raw = ({ action, payload = {} }: ValuesOf<typeof args>) => said(action, payload);

export const custom = word({
  name: 'custom',
  about: 'Sends any CALL of the version that the station speaks.',
  args,
  say16: raw,
  say2: raw,
});
