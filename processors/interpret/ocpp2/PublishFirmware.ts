// OCPP 2.x PublishFirmware (use case L03): firmware that a local controller shall pass on.

import { firmwareRequest } from '../firmware-request.ts';
import type { Interpreter } from '../said.ts';

export const interpretCommand: Interpreter = (message) =>
  firmwareRequest(message, { kind: 'publish', file: message.payload, retrieve: '' });
