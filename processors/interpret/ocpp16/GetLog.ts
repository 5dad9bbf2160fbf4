// OCPP 1.6 GetLog (security whitepaper): a log to upload; the answer names the file.

import { logNamed, logRequest } from '../log-request.ts';
import type { Interpreter } from '../said.ts';

export const interpretCommand: Interpreter = logRequest;

export const interpretCommandAnswer: Interpreter = logNamed('filename');
