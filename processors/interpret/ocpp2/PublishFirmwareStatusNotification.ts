// OCPP 2.x PublishFirmwareStatusNotification (use case L03): how a local controller gets on.

import { firmwareStatus } from '../firmware-request.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = (message) => firmwareStatus(message, 'publish');
