// OCPP 2.x SecurityEventNotification (use case A04): what the station noticed.

import type { Interpreter } from '../said.ts';
import { securityEvent } from '../security-event.ts';

export const interpret: Interpreter = securityEvent;
