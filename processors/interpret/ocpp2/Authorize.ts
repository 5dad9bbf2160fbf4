// OCPP 2.x Authorize (use case C01): may this token charge?

import { field, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = ({ payload, messageId, receivedAt }) => {
  const token = field(payload, 'idToken');
  return [
    {
      type: 'AuthorizeAsked',
      at: receivedAt,
      messageId,
      idToken: textOf(field(token, 'idToken')),
      tokenType: textOf(field(token, 'type')),
    },
  ];
};

export const interpretAnswer: Interpreter = ({ payload, messageId, receivedAt }) => [
  {
    type: 'AuthorizeAnswered',
    at: receivedAt,
    messageId,
    verdict: textOf(field(field(payload, 'idTokenInfo'), 'status')),
  },
];
