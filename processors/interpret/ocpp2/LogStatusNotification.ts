// OCPP 2.x LogStatusNotification (use case N01): how the upload of a log goes.

import { logStatus } from '../log-request.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = logStatus;
