// OCPP 1.6 LogStatusNotification (security whitepaper): how the upload of a log goes.

import { logStatus } from '../log-request.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = logStatus;
