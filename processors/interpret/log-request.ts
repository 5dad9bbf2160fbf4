// Logs asked for and their course; GetLog of 1.6 (whitepaper) and of 2.x are alike.

import { field, textOf } from './json.ts';
import type { Interpreter } from './said.ts';
import { shownText_chars, withoutCredentials } from './secrets.ts';
import { tells } from './tells.ts';

export const logRequest: Interpreter = ({ payload, receivedAt, eventId }) => [
  tells({
    type: 'LogRequested',
    at: receivedAt,
    commandId: eventId,
    requestId: textOf(field(payload, 'requestId')).slice(0, 64),
    logType: textOf(field(payload, 'logType')).slice(0, 64),
    location: withoutCredentials(textOf(field(field(payload, 'log'), 'remoteLocation'))).slice(
      0,
      shownText_chars,
    ),
  }),
];

/** The answer names the file: `filename` of GetLog, `fileName` of GetDiagnostics. */
export const logNamed =
  (member: 'filename' | 'fileName'): Interpreter =>
  ({ payload, receivedAt, call }) => {
    const fileName = textOf(field(payload, member)).slice(0, shownText_chars);
    if (call === null || fileName === '') return [];
    return [tells({ type: 'LogNamed', at: receivedAt, commandId: call.id, fileName })];
  };

export const logStatus: Interpreter = ({ payload, receivedAt }) => [
  tells({
    type: 'LogStatusReported',
    at: receivedAt,
    requestId: textOf(field(payload, 'requestId')).slice(0, 64),
    status: textOf(field(payload, 'status')).slice(0, 64),
    diagnostics: false,
  }),
];
