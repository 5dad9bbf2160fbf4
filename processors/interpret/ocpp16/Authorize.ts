// OCPP 1.6 Authorize (§6.1): may this token charge?

import { field, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = ({ payload, messageId, receivedAt }) => [
  {
    type: 'AuthorizeAsked',
    at: receivedAt,
    messageId,
    idToken: textOf(field(payload, 'idTag')),
    tokenType: '',
  },
];

export const interpretAnswer: Interpreter = ({ payload, messageId, receivedAt }) => [
  {
    type: 'AuthorizeAnswered',
    at: receivedAt,
    messageId,
    verdict: textOf(field(field(payload, 'idTagInfo'), 'status')),
  },
];
