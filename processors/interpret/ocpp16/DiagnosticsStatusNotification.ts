// OCPP 1.6 DiagnosticsStatusNotification (§6.17): how the upload of diagnostics goes.

import { field, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { tells } from '../tells.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => [
  tells({
    type: 'LogStatusReported',
    at: receivedAt,
    requestId: '',
    status: textOf(field(payload, 'status')).slice(0, 64),
    diagnostics: true,
  }),
];
