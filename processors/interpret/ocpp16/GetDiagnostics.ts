// OCPP 1.6 GetDiagnostics (§6.25): diagnostics to upload; the answer names the file.

import { field, textOf } from '../json.ts';
import { logNamed } from '../log-request.ts';
import type { Interpreter } from '../said.ts';
import { shownText_chars, withoutCredentials } from '../secrets.ts';
import { tells } from '../tells.ts';

export const interpretCommand: Interpreter = ({ payload, receivedAt, eventId }) => [
  tells({
    type: 'LogRequested',
    at: receivedAt,
    commandId: eventId,
    requestId: '',
    logType: 'Diagnostics',
    location: withoutCredentials(textOf(field(payload, 'location'))).slice(0, shownText_chars),
  }),
];

export const interpretCommandAnswer: Interpreter = logNamed('fileName');
