// OCPP 2.x GetLog (use case N01): a log to upload; the answer names the file.

import { logNamed, logRequest } from '../log-request.ts';
import type { Interpreter } from '../said.ts';

export const interpretCommand: Interpreter = logRequest;

export const interpretCommandAnswer: Interpreter = logNamed('filename');
