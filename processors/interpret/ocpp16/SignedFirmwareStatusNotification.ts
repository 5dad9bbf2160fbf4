// OCPP 1.6 SignedFirmwareStatusNotification (security whitepaper): how a signed update goes.

import { firmwareStatus } from '../firmware-request.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = (message) => firmwareStatus(message, 'update');
