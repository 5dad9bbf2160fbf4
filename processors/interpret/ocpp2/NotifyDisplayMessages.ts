// OCPP 2.x NotifyDisplayMessages (use cases O03, O04): the texts that a station shows.

import { field, listOf, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { shownText_chars } from '../secrets.ts';
import { tells } from '../tells.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) =>
  listOf(field(payload, 'messageInfo')).map((one) =>
    tells({
      type: 'VariableReported',
      at: receivedAt,
      port: 0,
      component: 'DisplayMessage',
      variable: textOf(field(one, 'id')).slice(0, 64),
      attribute: textOf(field(one, 'state')).slice(0, 64) || 'Actual',
      value: textOf(field(field(one, 'message'), 'content')).slice(0, shownText_chars),
      readonly: false,
      message: 'NotifyDisplayMessages',
    }),
  );
