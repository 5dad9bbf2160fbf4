// OCPP 1.6 SecurityEventNotification (security whitepaper): what the station noticed.

import type { Interpreter } from '../said.ts';
import { securityEvent } from '../security-event.ts';

export const interpret: Interpreter = securityEvent;
