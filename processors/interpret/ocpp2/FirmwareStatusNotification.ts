// OCPP 2.x FirmwareStatusNotification (use case L01): how the update of firmware goes.

import { firmwareStatus } from '../firmware-request.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = (message) => firmwareStatus(message, 'update');
